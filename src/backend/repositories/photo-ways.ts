import { and, asc, count, desc, eq, gt, gte, inArray, like, lt } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { cases, hotFile, hotFolder, importFinding, meta, order, orderWaybill, photoScan } from '../db/schema'
import type { WriteTx } from '../db/write'

export type HotFolderRow = typeof hotFolder.$inferSelect
export type HotFileRow = typeof hotFile.$inferSelect
export type ScanRow = typeof photoScan.$inferSelect

/** Files of a hot folder that stand in the way of none: outcome of one that was refused, with its reason behind the colon. */
export const REFUSED = 'refused:'

export const listHotFolders = (db: ReadDb): HotFolderRow[] => db.select().from(hotFolder).orderBy(asc(hotFolder.addedAt), asc(hotFolder.id)).all()
export const findHotFolder = (db: ReadDb, id: string): HotFolderRow | undefined => db.select().from(hotFolder).where(eq(hotFolder.id, id)).get()
export const putHotFolder = (tx: WriteTx, row: HotFolderRow): void => tx.putLocal(hotFolder, row)
export const removeHotFolder = (tx: WriteTx, id: string): void => tx.removeLocal(hotFolder, eq(hotFolder.id, id))

/** Names below a folder lie between its path with a separator and the same with the next sign instead of that separator. */
const below = (prefix: string) => and(gte(hotFile.path, prefix), lt(hotFile.path, `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`))

/** What is known of the files below a folder (`prefix` ends in a separator), a page by path. */
export const listHotFiles = (db: ReadDb, prefix: string, after: string, limit: number): HotFileRow[] =>
  db.select().from(hotFile).where(and(below(prefix), gt(hotFile.path, after))).orderBy(asc(hotFile.path)).limit(limit).all()
const refusedBelow = (prefix: string) => and(below(prefix), like(hotFile.outcome, `${REFUSED}%`))
export const listRefused = (db: ReadDb, prefix: string, limit: number): HotFileRow[] => db.select().from(hotFile).where(refusedBelow(prefix)).orderBy(desc(hotFile.at), asc(hotFile.path)).limit(limit).all()
export const countRefused = (db: ReadDb, prefix: string): number => db.select({ n: count() }).from(hotFile).where(refusedBelow(prefix)).get()?.n ?? 0
export const putHotFile = (tx: WriteTx, row: HotFileRow): void => tx.putLocal(hotFile, row)
export const removeHotFiles = (tx: WriteTx, paths: readonly string[]): void => {
  if (paths.length > 0) tx.removeLocal(hotFile, inArray(hotFile.path, [...paths]))
}
export const removeWithOutcome = (tx: WriteTx, prefix: string, outcome: string): void => {
  const where = and(below(prefix), eq(hotFile.outcome, outcome))
  if (where !== undefined) tx.removeLocal(hotFile, where)
}

export const listScans = (db: ReadDb, limit: number): ScanRow[] => db.select().from(photoScan).orderBy(desc(photoScan.startedAt), desc(photoScan.id)).limit(limit).all()
export const findScan = (db: ReadDb, id: string): ScanRow | undefined => db.select().from(photoScan).where(eq(photoScan.id, id)).get()
export const putScan = (tx: WriteTx, row: ScanRow): void => tx.putLocal(photoScan, row)

/** Choices of this device that belong to a hot folder or a scan and have no column of their own, as JSON. */
export const findChoices = (db: ReadDb, id: string): string | undefined => db.select({ value: meta.value }).from(meta).where(eq(meta.key, `photo-ways:${id}`)).get()?.value
export const putChoices = (tx: WriteTx, id: string, json: string): void => tx.putLocal(meta, { key: `photo-ways:${id}`, value: json })
export const removeChoices = (tx: WriteTx, id: string): void => tx.removeLocal(meta, eq(meta.key, `photo-ways:${id}`))

/** Files that a scan did not take, a page by their number; they stand with the findings of imports, under the id of the scan. */
export const listScanErrors = (db: ReadDb, scanId: string, after: number, limit: number): { ordinal: number; problem: string; cells: string }[] =>
  db
    .select({ ordinal: importFinding.ordinal, problem: importFinding.problem, cells: importFinding.cells })
    .from(importFinding)
    .where(and(eq(importFinding.batchId, scanId), gt(importFinding.ordinal, after)))
    .orderBy(asc(importFinding.ordinal))
    .limit(limit)
    .all()

/** Whether any order is known of a buyer. */
export const hasOrderOf = (db: ReadDb, buyerNick: string): boolean => db.select({ id: order.id }).from(order).where(eq(order.buyerNick, buyerNick)).limit(1).get() !== undefined
/** Cases of a buyer, at most `limit`. */
export const casesOfBuyer = (db: ReadDb, buyerNick: string, limit: number): { id: string; caseNo: string }[] =>
  db.select({ id: cases.id, caseNo: cases.caseNo }).from(cases).where(eq(cases.buyerNick, buyerNick)).limit(limit).all()
/** Orders that hold a parcel of this waybill, at most two. */
export const ordersOfWaybill = (db: ReadDb, waybillKey: string): { number: string; buyerNick: string | null }[] =>
  db.select({ number: order.number, buyerNick: order.buyerNick }).from(orderWaybill).innerJoin(order, eq(order.id, orderWaybill.orderId)).where(eq(orderWaybill.waybillKey, waybillKey)).limit(2).all()
