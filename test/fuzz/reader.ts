import { rmSync } from 'node:fs'
import { createFileHost, type FileHost } from '../../src/backend/file-process/host'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { StageReader } from '../../src/backend/imports/stage'
import { AppError } from '../../src/domain/errors'
import { isRecordKind, type ImportedRecord } from '../../src/domain/import/kinds'
import type { ImportMapping } from '../../src/domain/import/mapping'
import { KNOWN_IMPORT_KINDS } from '../../src/domain/import/record-kinds'
import type { OrderRecord } from '../../src/domain/import/records'
import type { StagedLine } from '../../src/domain/import/statements'

export type Finding = { kind: 'crash' | 'hang' | 'half import'; where: string; why: string }

/** What a file may be refused with; everything else is a mistake of ours. */
export const REFUSALS: readonly string[] = ['FILE_EMPTY', 'FILE_FORMAT_UNKNOWN', 'FILE_PASSWORD_PROTECTED', 'FILE_DAMAGED', 'FILE_TOO_LARGE', 'MAPPING_INCOMPLETE']

/** The disposable file process with the limits that the app sets, one job at a time. */
export function fuzzHost(entry: string): FileHost {
  return createFileHost({ spawn: spawnByFork(entry), limits: { concurrency: 1 } })
}

/** Judges an error of the engine: null for a refusal in words. */
export function judge(error: unknown, where: string, more: readonly string[] = []): Finding | null {
  if (!(error instanceof AppError)) return { kind: 'crash', where, why: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  if (REFUSALS.includes(error.code) || more.includes(error.code)) return null
  const why = `${error.code} ${JSON.stringify(error.detail)} ${String(error.cause ?? '')}`.slice(0, 1500)
  return { kind: error.code === 'FILE_PROCESS_TIMEOUT' ? 'hang' : 'crash', where, why }
}

/** Reads one file in every way that the app does: the previews of all kinds, then as each kind. `seen` counts how each way ended. */
export async function readEveryWay(host: FileHost, path: string, mappings: ImportMapping[], seen: Map<string, number>): Promise<Finding[]> {
  const findings: Finding[] = []
  const run = async (where: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
      seen.set('read', (seen.get('read') ?? 0) + 1)
    } catch (error) {
      const how = error instanceof AppError ? error.code : 'other'
      seen.set(how, (seen.get(how) ?? 0) + 1)
      const finding = judge(error, where)
      if (finding) findings.push(finding)
    }
  }
  const sound = (value: number | null): boolean => value === null || Number.isSafeInteger(value)
  for (const as of [KNOWN_IMPORT_KINDS, ...KNOWN_IMPORT_KINDS.map((kind) => [kind])]) await run(`inspect as ${as.join(' ')}`, () => host.run({ kind: 'inspect-table', input: { path, mappings, as } }))
  const stagePath = `${path}.staged`
  const staged = function* <T>(): Generator<T, void, void> {
    const reader = new StageReader(stagePath)
    try {
      for (let records = reader.next(); records !== null; records = reader.next()) yield* records as T[]
    } finally {
      reader.close()
    }
  }
  await run('orders', async () => {
    await host.run({ kind: 'read-orders', input: { path, mappings, stagePath } })
    for (const order of staged<OrderRecord>()) if (order.number === '' || ![order.paidCents, order.postageCents, order.goodsCents, order.refundCents, order.createdAt].every(sound)) throw new Error(`unsound order in row ${order.rowNo}`)
  })
  await run('statement', async () => {
    await host.run({ kind: 'read-statement', input: { path, mappings, stagePath } })
    for (const { record } of staged<StagedLine>()) if (!sound(record.amountCents) || (record.waybillDamaged && record.waybill !== null)) throw new Error(`unsound line in row ${record.rowNo}`)
  })
  for (const kind of KNOWN_IMPORT_KINDS.filter(isRecordKind)) {
    await run(kind, async () => {
      await host.run({ kind: 'read-records', input: { path, mappings, stagePath, kind } })
      for (const { rowNo, values } of staged<ImportedRecord>()) for (const value of Object.values(values)) if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`unsound ${kind} in row ${rowNo}`)
    })
  }
  rmSync(stagePath, { force: true })
  return findings
}
