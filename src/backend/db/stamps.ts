/** Values as they stand in a column and travel in a segment. */
export type Shipped = Record<string, string | number | null>

/** The group of a row's deletion; a row that was never deleted has no stamp of it. */
export const DELETED = 'deleted'

/** Which stamp a group has among those of a row; groups that never changed have the row's own. */
export const stampIn = (stamps: Readonly<Record<string, string>>, group: string): string => stamps[group] ?? (group === DELETED ? '' : (stamps['*'] ?? ''))
