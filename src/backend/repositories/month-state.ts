import { and, desc, eq, isNull } from 'drizzle-orm'
import type { ReadDb } from '../db/open'
import { monthClosing } from '../db/schema'

export type MonthClosingRow = typeof monthClosing.$inferSelect

/** The latest closing of a month, reopened or not; null when it was never closed (M5). */
export function latestClosing(db: ReadDb, month: string): MonthClosingRow | null {
  return db.select().from(monthClosing).where(and(eq(monthClosing.month, month), isNull(monthClosing.deletedAt))).orderBy(desc(monthClosing.revision)).limit(1).get() ?? null
}

/** M5: is the month closed now? Its latest closing has not been reopened. Callers refuse with MONTH_CLOSED. */
export function isMonthClosed(db: ReadDb, month: string): boolean {
  const row = db
    .select({ reopenedAt: monthClosing.reopenedAt })
    .from(monthClosing)
    .where(and(eq(monthClosing.month, month), isNull(monthClosing.deletedAt)))
    .orderBy(desc(monthClosing.revision))
    .limit(1)
    .get()
  return row !== undefined && row.reopenedAt === null
}
