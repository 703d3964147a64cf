export type It = string
export const it = []
