import { putStatementLine } from '../../src/backend/repositories/statements'
import { createClaim } from '../../src/backend/services/claims'
import type { Claim } from '../../src/contract/registers'
import type { StatementLineClass } from '../../src/domain/import/records'
import { waybillKey } from '../../src/domain/courier/waybill'
import type { TestFolder } from './kernel'

export interface LineOptions {
  readonly month?: string
  readonly courierId?: string
  readonly file?: string
  readonly row?: number
  readonly lineClass?: StatementLineClass
  readonly workOrderNo?: string | null
  readonly damaged?: boolean
}

/** A statement line as an import leaves it; answers its id. */
export function addLine({ kernel, actor }: TestFolder, waybill: string | null, amountCents: number, options: LineOptions = {}): string {
  const { month = '2026-10', courierId = 'sf', lineClass = 'claim-credit', damaged = false } = options
  const file = options.file ?? `${courierId}-${month}.csv`
  const count = kernel.db.readable.prepare<[string], { n: number }>('SELECT count(*) AS n FROM statement_line WHERE file = ?').get(file)?.n ?? 0
  const rowNo = options.row ?? count + 2
  const id = `${courierId}:${file}:${rowNo}`
  kernel.write(actor, { name: 'test.line' }, (tx) =>
    putStatementLine(tx, {
      id, courierId, month, batchId: file, file, rowNo, amountCents, lineClass,
      waybill: damaged ? null : waybill, waybillKey: damaged ? null : waybillKey(waybill), waybillRaw: waybill, waybillDamaged: damaged,
      workOrderNo: options.workOrderNo ?? null, occurredOn: `${month}-20`, memo: null, createdAt: tx.now,
    }),
  )
  return id
}

export interface ClaimOptions {
  readonly filedOn?: string
  readonly courierId?: string
  readonly freightCents?: number
  readonly caseId?: string
  readonly workOrderNo?: string
  readonly aliases?: string[]
  readonly duplicateReason?: string
  readonly note?: string
}

export function addClaim({ kernel, actor }: TestFolder, waybill: string, goodsCents: number, options: ClaimOptions = {}): Claim {
  const { filedOn = '2026-10-08', courierId = 'sf', freightCents = 0, aliases = [], ...rest } = options
  return createClaim(kernel, actor, { ...rest, courierId, counterparty: 'courier', waybill, aliases, reason: 'lost', goodsCents, freightCents, otherCents: 0, filedOn })
}

/** How many rows of a table; the change log and the audit among them. */
export function countRows({ kernel }: TestFolder, table: string): number {
  return kernel.db.readable.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${table}"`).get()?.n ?? 0
}
