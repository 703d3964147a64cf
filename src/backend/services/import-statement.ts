import { hash } from 'node:crypto'
import { waybillKey } from '../../domain/courier/waybill'
import type { StagedLine } from '../../domain/import/statements'
import type { WriteTx } from '../db/write'
import * as repo from '../repositories/statements'

/** Identity of a statement line (design, decision 2): courier and content as a hash, and its ordinal among identical lines of one file. */
export function statementLineId(content: string, ordinal: number): string {
  return `${hash('sha256', content, 'hex').slice(0, 32)}-${ordinal}`
}

interface LinesOf {
  readonly id: string
  readonly file: string
  readonly courierId: string
  readonly month: string
}

/**
 * Writes lines; one that an earlier import brought stays as it is (M1). Which of them are stored is asked for all of them at once; the
 * answer holds for this transaction only.
 */
export function publishLines(tx: WriteTx, batch: LinesOf, lines: readonly StagedLine[]): (line: StagedLine) => 'inserted' | 'unchanged' {
  const ids = new Map(lines.map((line) => [line, statementLineId(line.content, line.ordinal)]))
  const known = repo.knownLineIds(tx.db, [...ids.values()])
  return (line) => {
    const id = ids.get(line) ?? statementLineId(line.content, line.ordinal)
    if (known.has(id)) return 'unchanged'
    known.add(id)
    insertLine(tx, batch, id, line)
    return 'inserted'
  }
}

function insertLine(tx: WriteTx, batch: LinesOf, id: string, { record }: StagedLine): void {
  repo.insertStatementLine(tx, {
    id,
    courierId: batch.courierId,
    month: batch.month,
    batchId: batch.id,
    file: batch.file,
    rowNo: record.rowNo,
    waybill: record.waybill,
    waybillKey: waybillKey(record.waybill),
    waybillRaw: record.waybillRaw === '' ? null : record.waybillRaw,
    waybillDamaged: record.waybillDamaged,
    amountCents: record.amountCents,
    lineClass: record.lineClass,
    workOrderNo: record.workOrderNo,
    occurredOn: record.occurredOn,
    memo: [record.memo, record.reason].filter((text) => text !== null && text !== '').join(' · ') || null,
    createdAt: tx.now,
  })
}

/** The month of a statement: the one most lines fall in, else one in the file's name, else the current one. `today` is `YYYY-MM-DD`. */
export function statementMonth(days: ReadonlyMap<string, number>, file: string, today: string): string {
  const months = [...days].sort(([a, n], [b, m]) => m - n || (a < b ? 1 : -1))
  const best = months[0]
  if (best !== undefined) return best[0]
  const named = /(20\d{2})[-_.年 ]?(0[1-9]|1[0-2])(?!\d)/.exec(file)
  return named === null ? today.slice(0, 7) : `${named[1] ?? ''}-${named[2] ?? ''}`
}
