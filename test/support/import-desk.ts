import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { importOrders, importRecords } from '../../src/backend/services/imports'
import type { Actor } from '../../src/backend/services/kernel'
import { createStaff } from '../../src/backend/services/masters'
import type { ImportEvent, ImportResult, RecordsImportInput } from '../../src/contract/imports'
import type { Role } from '../../src/domain/identity/roles'
import { foundFolder, type TestFolder } from './kernel'
import { ROOT } from './folders'

/** Path of a made import file. */
export const madeFile = (name: string): string => join(ROOT, 'test/fixtures/imports/made', name)

/** A founded folder whose imports run in the real file process. */
export interface ImportDesk extends TestFolder {
  /** Imports a file as the supervisor, or as another. */
  take(kind: RecordsImportInput['kind'], path: string, choices?: Partial<RecordsImportInput> & { as?: Actor }): Promise<ImportResult>
  orders(path: string): Promise<ImportResult>
  /** Writes rows as a CSV of the folder and answers its path. */
  sheet(name: string, rows: readonly (readonly string[])[], encoding?: string): string
  hire(name: string, role: Role): Promise<Actor>
  rows<T = Record<string, unknown>>(sql: string, ...values: (string | number)[]): T[]
}

async function result(stream: AsyncIterable<ImportEvent>): Promise<ImportResult> {
  let last: ImportEvent | undefined
  for await (const event of stream) last = event
  if (last?.type !== 'records' && last?.type !== 'orders') throw new Error('the import ended without a result')
  return last.result
}

const quote = (cell: string): string => (/[,"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export async function withImportDesk(workerEntry: string, work: (desk: ImportDesk) => Promise<void>): Promise<void> {
  const hosts = createFileHosts(spawnByFork(workerEntry))
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
  const desk: ImportDesk = {
    ...test,
    take: (kind, path, { as = test.actor, ...choices } = {}) => result(importRecords(test.kernel, as, { kind, path, ...choices })),
    orders: (path) => result(importOrders(test.kernel, test.actor, { path })),
    sheet(name, rows, encoding = 'utf8') {
      const path = join(test.dataDir, name)
      writeFileSync(path, iconv.encode(rows.map((row) => row.map(quote).join(',')).join('\r\n'), encoding))
      return path
    },
    async hire(name, role) {
      const { id } = await createStaff(test.kernel, test.actor, { name, role })
      return { staffId: id, name, role }
    },
    rows: <T>(sql: string, ...values: (string | number)[]) => test.kernel.db.readable.prepare(sql).all(...values) as T[],
  }
  try {
    await work(desk)
  } finally {
    await hosts.close()
    test.open.close()
  }
}
