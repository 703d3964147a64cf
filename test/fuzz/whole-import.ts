import { readdirSync } from 'node:fs'
import { dataPaths } from '../../src/backend/db/data-folder'
import type { FileHost } from '../../src/backend/file-process/host'
import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import { importOrders, importStatement } from '../../src/backend/services/imports'
import type { Actor } from '../../src/backend/services/kernel'
import { found } from '../../src/backend/services/setup'
import type { ImportEvent } from '../../src/contract/imports'
import { judge, type Finding } from './reader'

/** Tables that tell of the attempt itself; all others must stay as they were when an import fails. */
const ABOUT_THE_ATTEMPT = new Set(['import_batch', 'import_finding', 'audit'])

/** States of a batch that has published nothing. */
const GIVEN_UP = ['cancelled', 'refused']

interface Batch {
  state: string
  inserted: number
  updated: number
  unchanged: number
  published_to: number
}

/** A real data folder that whole imports go into. */
export class ImportTarget {
  private constructor(
    private readonly open: OpenFolder,
    private readonly actor: Actor,
    private readonly tables: readonly string[],
  ) {}

  static async create(dataDir: string, resourcesDir: string, files: FileHost): Promise<ImportTarget> {
    const open = openFolder({ dataDir, purpose: 'create', resourcesDir, files, imaging: [] })
    const { staff } = await found(open.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
    const tables = (open.kernel.db.readable.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'").all() as { name: string }[]).map((row) => row.name)
    return new ImportTarget(open, { staffId: staff.id, name: staff.name, role: staff.role }, tables)
  }

  close(): void {
    this.open.close()
  }

  /** Imports a file as orders and as a statement; each is done with counts that add up, or has changed nothing. */
  async importBothWays(path: string): Promise<Finding[]> {
    const { kernel } = this.open
    return [
      ...(await this.import('import orders', 'orders', () => importOrders(kernel, this.actor, { path }))),
      ...(await this.import('import statement', 'statement_line', () => importStatement(kernel, this.actor, { path, courierId: 'sf', month: '2026-10' }))),
    ]
  }

  private async import(where: string, table: string, start: () => AsyncIterable<ImportEvent>): Promise<Finding[]> {
    const before = this.counts()
    const half = (why: string): Finding[] => [{ kind: 'half import', where, why }]
    try {
      for await (const event of start()) if (event.type === 'progress' && event.rows < 0) return half('negative progress')
    } catch (error) {
      const finding = judge(error, where, ['NO_ROWS_TAKEN'])
      const changed = this.changed(before)
      const givenUp = this.staged() === 0 && GIVEN_UP.includes(this.lastBatch()?.state ?? '')
      return [...(finding ? [finding] : []), ...(changed === '' && givenUp ? [] : half(`failed, but ${changed || 'the batch is not given up'}`))]
    }
    const batch = this.lastBatch()
    if (batch?.state !== 'done') return half(`the batch is ${batch?.state ?? 'missing'}`)
    if (batch.inserted + batch.updated + batch.unchanged !== batch.published_to) return half(`counts do not add up: ${JSON.stringify(batch)}`)
    const added = (this.counts().get(table) ?? 0) - (before.get(table) ?? 0)
    if (added !== batch.inserted || this.staged() > 0) return half(`${added} rows came in, ${batch.inserted} were counted, ${this.staged()} staging files are left`)
    return []
  }

  private counts(): Map<string, number> {
    return new Map(this.tables.map((table) => [table, (this.open.kernel.db.readable.prepare(`SELECT count(*) AS n FROM "${table}"`).get() as { n: number }).n]))
  }

  private staged(): number {
    return readdirSync(dataPaths(this.open.kernel.dataDir).staging).length
  }

  private changed(before: ReadonlyMap<string, number>): string {
    return [...this.counts()].filter(([table, rows]) => rows !== before.get(table) && !ABOUT_THE_ATTEMPT.has(table)).map(([table]) => table).join(', ')
  }

  private lastBatch(): Batch | undefined {
    return this.open.kernel.db.readable.prepare('SELECT state, inserted, updated, unchanged, published_to FROM import_batch ORDER BY rowid DESC LIMIT 1').get() as Batch | undefined
  }
}
