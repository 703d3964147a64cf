/** How a claim is paid, and what its goods are valued at (L1). */

export const PAYMENT_ROUTES = {
  offset: { zh: '账单冲抵', en: 'Offset in the bill' },
  transfer: { zh: '转账', en: 'Transfer' },
  prepaid: { zh: '预存款', en: 'Prepaid balance' },
} as const
export type PaymentRoute = keyof typeof PAYMENT_ROUTES
export const PAYMENT_ROUTE_IDS = ['offset', 'transfer', 'prepaid'] as const satisfies readonly PaymentRoute[]

export const CLAIM_BASES = {
  cost: { zh: '成本价', en: 'Cost' },
  price: { zh: '售价', en: 'Price' },
} as const
export type ClaimBasis = keyof typeof CLAIM_BASES
export const CLAIM_BASIS_IDS = ['cost', 'price'] as const satisfies readonly ClaimBasis[]
