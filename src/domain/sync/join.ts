/** What the preview of joining counts (S5), in the order in which it is shown. */
export const JOIN_COUNTS = ['cases', 'claims', 'photos', 'orders', 'wrongShipments', 'staff'] as const
export type JoinCount = (typeof JOIN_COUNTS)[number]

/** What does not fit together: a taken device number refuses the joining, the others are told. */
export const JOIN_CLASHES = ['part', 'staff-name', 'shop-name', 'number'] as const
export type JoinClash = (typeof JOIN_CLASHES)[number]
