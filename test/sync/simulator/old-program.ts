import type { IncomingVersion, MergedVersion, RefusedVersion, WholeRow } from '../../../src/backend/db/merge'
import type { WriteTx } from '../../../src/backend/db/write'

/** What a newer program brought: a table and a group of a table that the older one has never heard of. */
const NEW_TABLE = 'wrong_shipment'
const NEW_GROUP = { table: 'promise', group: 'outcome' }

/** Whether a device with the older program may write to a table: it does not have what is new. */
export const isNewTable = (table: string): boolean => table === NEW_TABLE || table === NEW_GROUP.table

interface Answer {
  merged: readonly MergedVersion[]
  refused: readonly RefusedVersion[]
}

const refusal = (version: IncomingVersion, reason: RefusedVersion['reason']): Answer => ({ merged: [], refused: [{ version, reason, detail: version.table }] })

/** The write of a program that refuses what it does not know, as the merger of an older version would. */
export function asOldProgram(tx: WriteTx): WriteTx {
  const { sync } = tx
  const hides = (version: IncomingVersion): RefusedVersion['reason'] | null =>
    version.table === NEW_TABLE ? 'table' : version.table === NEW_GROUP.table && version.group === NEW_GROUP.group ? 'group' : null
  return {
    ...tx,
    sync: {
      ...sync,
      merge(version, terms) {
        const reason = hides(version)
        return reason === null ? sync.merge(version, terms) : refusal(version, reason)
      },
      join(whole: WholeRow, theyKnow, weKnow, terms) {
        return whole.table === NEW_TABLE ? { merged: [], refused: [wholeRefused(whole)] } : sync.join(whole, theyKnow, weKnow, terms)
      },
    },
  }
}

const wholeRefused = (whole: WholeRow): RefusedVersion => ({
  version: { stamp: whole.stamps['*'] ?? '', table: whole.table, row: whole.row, group: '*', fields: whole.columns, by: null },
  reason: 'table',
  detail: whole.table,
  whole: { stamps: whole.stamps, heads: whole.heads },
})
