import type { Database } from 'better-sqlite3'
import { stampIn, type Shipped } from './stamps'

/** What a row of a snapshot that was refused had besides its columns: without it only its first stamp would come back (docs/sync-format.md, section 8). */
export interface WholeKept {
  readonly stamps: Readonly<Record<string, string>>
  readonly heads: readonly { readonly group: string; readonly stamp: string; readonly fields: Shipped; readonly by: string | null }[]
}

/** How it lies in `sync_raw.detail`, with what this device knew when it came. */
interface Kept extends WholeKept {
  readonly why: string
  readonly weKnew: Readonly<Record<string, string>>
}
const KEPT = '{"why":'

export const keptText = ({ why, weKnew, stamps, heads }: Kept): string => JSON.stringify({ why, weKnew, stamps, heads })
/** Null for a version that came by itself: then `detail` is words. */
export const keptOf = (detail: string | null): Kept | null => (detail?.startsWith(KEPT) === true ? (JSON.parse(detail) as Kept) : null)

interface RawColumns {
  readonly id: number
  readonly hlc: string
  readonly field_group: string
  readonly fields: string
  readonly detail: string | null
}

/**
 * Columns of a newer version that this program keeps raw. Whoever edits a group here knows nothing of them; since a version holds its whole
 * group, they would be emptied everywhere. So a local change carries them on (section 5).
 */
export interface CarriedColumns {
  /** What is kept raw of the version that a group of a row has now; null for nothing, which is nearly always. */
  of(table: string, row: string, group: string, stamp: string): Shipped | null
  /** They belong to the version `stamp` from now on, which a local change has just made of the one before. */
  moveTo(table: string, row: string, group: string, before: string, stamp: string, at: number): void
  /** Rows of `sync_raw` were added or removed. */
  forget(): void
}

export function createCarriedColumns(db: Database): CarriedColumns {
  const rowsWith = db.prepare<[], { key: string }>("SELECT DISTINCT table_name || ' ' || row_id AS key FROM sync_raw WHERE reason = 'column'")
  const ofRow = db.prepare<[string, string], RawColumns>("SELECT id, hlc, field_group, fields, detail FROM sync_raw WHERE table_name = ? AND row_id = ? AND reason = 'column' ORDER BY id")
  const add = db.prepare("INSERT INTO sync_raw (hlc, table_name, row_id, field_group, fields, actor_id, knows, reason, detail, at) VALUES (?, ?, ?, ?, ?, NULL, '{}', 'column', NULL, ?)")
  const move = db.prepare('UPDATE sync_raw SET hlc = ? WHERE id = ?')
  let known: ReadonlySet<string> | null = null

  const found = (table: string, row: string, group: string, stamp: string): RawColumns[] => {
    known ??= new Set(rowsWith.all().map(({ key }) => key))
    if (known.size === 0 || !known.has(`${table} ${row}`)) return []
    return ofRow.all(table, row).filter(({ hlc, field_group: of, detail }) => {
      const stamps = keptOf(detail)?.stamps
      return of === group ? hlc === stamp : of === '*' && (stamps === undefined ? hlc : stampIn(stamps, group)) === stamp
    })
  }
  const joinedOf = (rows: readonly RawColumns[]): Shipped => Object.assign({}, ...rows.map(({ fields }) => JSON.parse(fields) as Shipped)) as Shipped
  return {
    of(table, row, group, stamp) {
      const rows = found(table, row, group, stamp)
      return rows.length === 0 ? null : joinedOf(rows)
    },
    moveTo(table, row, group, before, stamp, at) {
      const rows = found(table, row, group, before)
      const own = rows.filter(({ field_group: of }) => of === group)
      for (const { id } of own) move.run(stamp, id)
      // of a row that came whole it is not known which group they belong to: others may need them still
      if (rows.length > own.length) add.run(stamp, table, row, group, JSON.stringify(joinedOf(rows)), at)
    },
    forget() {
      known = null
    },
  }
}
