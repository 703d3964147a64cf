import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StatementLineClass } from '../../src/domain/import/records'
import { believableMonth, MONTH } from '../support/believable-month'
import { ROOT } from './data'

/** Rises when the files change, so that old ones are made anew. */
const FILES_VERSION = 1
/** Of a hundred claims so many are paid in the month; the others are open (test/support/believable-month.ts). */
const PAID_SHARE = 100 / 106

export interface ReconcileFiles {
  /** The claim log of the shop: one CSV. */
  readonly claims: string
  /** A statement per courier. */
  readonly statements: readonly { readonly courierId: string; readonly file: string; readonly lines: number }[]
  readonly month: string
  readonly claimCount: number
  readonly lineCount: number
}

const FEES: Readonly<Partial<Record<StatementLineClass, string>>> = { 'claim-credit': '理赔款', 'claw-back': '理赔扣回', freight: '运费', premium: '保价费' }
const NAMES: Readonly<Record<string, string>> = { sf: '顺丰速运', zto: '中通快递', yto: '圆通速递', sto: '申通快递', jt: '极兔速递', ems: '邮政EMS' }
const yuan = (cents: number): string => (cents / 100).toFixed(2)
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const row = (cells: readonly string[]): string => cells.map(quoted).join(',')

/** The files of X4: a claim log and the couriers' statements of a believable month, `count` rows of each, made once under .cache/bench. */
export function reconcileFiles(count: number, say: (line: string) => void): ReconcileFiles {
  const folder = join(ROOT, '.cache', 'bench', `reconcile-${count}-v${FILES_VERSION}`)
  const month = believableMonth(Math.ceil(count * PAID_SHARE), 1)
  const claims = month.claims.slice(0, count)
  const lines = month.lines.slice(0, count)
  const couriers = [...new Set(lines.map(({ courierId }) => courierId))].sort()
  const files: ReconcileFiles = {
    claims: join(folder, 'claims.csv'),
    statements: couriers.map((courierId) => ({ courierId, file: join(folder, `${courierId}-${MONTH}.csv`), lines: lines.filter((line) => line.courierId === courierId).length })),
    month: MONTH, claimCount: claims.length, lineCount: lines.length,
  }
  if ([files.claims, ...files.statements.map(({ file }) => file)].every((file) => existsSync(file))) return files
  say(`data: writing a claim log and ${couriers.length} statements of ${count} rows once`)
  mkdirSync(folder, { recursive: true })
  const log = claims.map((claim) => row([[claim.waybill, ...claim.aliases].join('、'), NAMES[claim.courierId ?? ''] ?? '', claim.workOrderNo ?? '', '丢失', yuan(claim.goodsCents), yuan(claim.freightCents), yuan(claim.amountCents), claim.filedOn ?? '']))
  writeFileSync(files.claims, `\ufeff${['运单号,快递公司,工单号,理赔原因,货值,运费,理赔金额,提交日期', ...log].join('\r\n')}\r\n`)
  for (const { courierId, file } of files.statements) {
    const body = lines.flatMap((line) => {
      if (line.courierId !== courierId) return []
      const claim = line.lineClass === 'claim-credit' || line.lineClass === 'claw-back'
      return [row([line.waybillRaw ?? '', line.workOrderNo ?? '', line.occurredOn ?? '', FEES[line.lineClass] ?? '', claim ? yuan(line.amountCents) : '', claim ? '' : yuan(-line.amountCents), line.memo ?? ''])]
    })
    writeFileSync(file, `\ufeff${['运单号,工单号,日期,费用类型,赔付金额,运费,备注', ...body].join('\r\n')}\r\n`)
  }
  return files
}
