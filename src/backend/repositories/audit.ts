import { desc } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { audit } from '../db/schema'

/** The newest entry of this device's audit log (R4): its number and hash; null while nothing was written. */
export function auditHead(db: ReadDb): { readonly seq: number; readonly hash: string } | null {
  return db.select({ seq: audit.seq, hash: audit.hash }).from(audit).orderBy(desc(audit.seq)).limit(1).get() ?? null
}
