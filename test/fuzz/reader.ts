import { createFileHost, type FileHost } from '../../src/backend/file-process/host'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { AppError } from '../../src/domain/errors'
import type { ImportMapping } from '../../src/domain/import/mapping'

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

/** Reads one file in every way that the app does: both previews, as orders, as a statement. `seen` counts how each way ended. */
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
  for (const as of ['orders', 'statement'] as const) await run(`inspect as ${as}`, () => host.run({ kind: 'inspect-table', input: { path, mappings, as } }))
  await run('orders', () => host.run({ kind: 'read-orders', input: { path, mappings } }, {
    onChunk: ({ records }) => {
      for (const order of records) if (order.number === '' || ![order.paidCents, order.postageCents, order.goodsCents, order.refundCents, order.createdAt].every(sound)) throw new Error(`unsound order in row ${order.rowNo}`)
    },
  }))
  await run('statement', () => host.run({ kind: 'read-statement', input: { path, mappings } }, {
    onChunk: ({ records }) => {
      for (const line of records) if (!sound(line.amountCents) || (line.waybillDamaged && line.waybill !== null)) throw new Error(`unsound line in row ${line.rowNo}`)
    },
  }))
  return findings
}
