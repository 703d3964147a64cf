/** Who can be asked to pay for a parcel (L1). */
export const COUNTERPARTIES = {
  courier: { zh: '快递', en: 'Courier' },
  supplier: { zh: '供应商', en: 'Supplier' },
  warehouse: { zh: '第三方仓库', en: 'Third-party warehouse' },
  platform: { zh: '平台', en: 'Platform' },
  insurer: { zh: '保险公司', en: 'Insurer' },
} as const
export type Counterparty = keyof typeof COUNTERPARTIES
