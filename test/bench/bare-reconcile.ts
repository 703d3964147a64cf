import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { inferSchema, initParser } from 'udsv'

/**
 * Bare (spec section 12): parse and raw insert of both files into the same tables (claim, statement_line, change_log) with all their
 * indexes, one SQL join by waybill and amount, its matches stored in the same tables, one transaction. Imports nothing of ours; knows the
 * layout of the files by heart, checks nothing, explains nothing.
 */
export interface BareReconcile {
  readonly claims: string
  readonly statements: readonly { readonly courierId: string; readonly file: string }[]
  /** A founded, migrated, empty database. */
  readonly database: string
  readonly month: string
}

const COURIERS: Readonly<Record<string, string>> = { 顺丰速运: 'sf', 中通快递: 'zto', 圆通速递: 'yto', 申通快递: 'sto', 极兔速递: 'jt', 邮政EMS: 'ems' }
const cents = (text: string): number => Math.round(Number(text) * 100)

function rowsOf(file: string): readonly string[][] {
  const text = readFileSync(file, 'utf8').slice(1)
  return initParser(inferSchema(text)).stringArrs(text) as string[][]
}

/** Answers the number of matches stored. */
export function bareReconcile({ claims, statements, database, month }: BareReconcile): number {
  const db = new Database(database)
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'cache_size = -32000', 'mmap_size = 268435456', 'temp_store = MEMORY']) db.pragma(pragma)
  const claim = db.prepare('INSERT INTO claim (id, hlc, claim_no, counterparty, courier_id, waybill, waybill_key, aliases, reason, filed_on, created_at, created_by, goods_cents, freight_cents, other_cents, amount_cents, currency, status, work_order_no, status_at, credited_cents) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)')
  const line = db.prepare('INSERT INTO statement_line (id, hlc, courier_id, month, batch_id, file, row_no, waybill, waybill_key, waybill_raw, waybill_damaged, amount_cents, line_class, work_order_no, occurred_on, memo, created_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)')
  const match = db.prepare('INSERT OR IGNORE INTO recon_match (id, hlc, month, claim_id, line_id, stage, credited_cents, reason_zh, reason_en, matched_at) VALUES (?,?,?,?,?,?,?,?,?,?)')
  const credit = db.prepare("UPDATE claim SET hlc = ?, credited_cents = ?, status = 'credited', status_at = 1795000000000 WHERE id = ?")
  const log = db.prepare('INSERT INTO change_log (hlc, table_name, row_id, field_group, fields, actor_id) VALUES (?,?,?,?,?,?)')
  let clock = 0
  const next = (): string => `0mp${String((clock += 1)).padStart(7, '0')}-0000-bare`
  const write = (statement: typeof claim, table: string, id: string, fields: Readonly<Record<string, string | number | null>>): void => {
    const hlc = next()
    statement.run(id, `{"*":"${hlc}"}`, ...Object.values(fields))
    log.run(hlc, table, id, '*', JSON.stringify(fields), 'bare')
  }
  db.exec('BEGIN IMMEDIATE')
  rowsOf(claims).forEach(([waybills = '', courier = '', workOrder = '', reason = '', goods = '', freight = '', amount = '', filed = ''], at) => {
    const [waybill = '', ...aliases] = waybills.split('、')
    write(claim, 'claim', `claim-${at}`, { claim_no: `L-${String(at).padStart(7, '0')}`, counterparty: 'courier', courier_id: COURIERS[courier] ?? null, waybill, waybill_key: waybill, aliases: JSON.stringify(aliases), reason, filed_on: filed, created_at: 1_795_000_000_000, created_by: 'bare', goods_cents: cents(goods), freight_cents: cents(freight), other_cents: 0, amount_cents: cents(amount), currency: 'CNY', status: 'filed', work_order_no: workOrder || null, status_at: 1_795_000_000_000, credited_cents: 0 })
  })
  for (const { courierId, file } of statements) {
    rowsOf(file).forEach(([waybill = '', workOrder = '', day = '', fee = '', paid = '', freight = '', memo = ''], at) => {
      const amount = paid === '' ? -cents(freight) : cents(paid)
      write(line, 'statement_line', `${courierId}:${at}`, { courier_id: courierId, month, batch_id: courierId, file, row_no: at + 2, waybill: waybill || null, waybill_key: waybill || null, waybill_raw: waybill || null, waybill_damaged: 0, amount_cents: amount, line_class: fee === '理赔款' ? 'claim-credit' : fee === '理赔扣回' ? 'claw-back' : 'freight', work_order_no: workOrder || null, occurred_on: day, memo: memo || null, created_at: 1_795_000_000_000 })
    })
  }
  const pairs = db.prepare<[string], { claimId: string; hlc: string; workOrder: string | null; lineId: string; cents: number }>("SELECT c.id AS claimId, c.hlc, c.work_order_no AS workOrder, min(l.id) AS lineId, l.amount_cents AS cents FROM statement_line l JOIN claim c ON c.waybill_key = l.waybill_key AND c.courier_id = l.courier_id AND c.amount_cents = l.amount_cents WHERE l.month = ? AND l.line_class = 'claim-credit' GROUP BY c.id").all(month)
  for (const { claimId, hlc: before, workOrder, lineId, cents: credited } of pairs) {
    write(match, 'recon_match', `${lineId}:${claimId}`, { month, claim_id: claimId, line_id: lineId, stage: 'exact', credited_cents: credited, reason_zh: '运单号和金额都相同', reason_en: 'Same waybill and amount', matched_at: 1_795_000_000_000 })
    const hlc = next()
    credit.run(`${before.slice(0, -1)},"answer":"${hlc}"}`, credited, claimId)
    log.run(hlc, 'claim', claimId, 'answer', JSON.stringify({ status: 'credited', work_order_no: workOrder, answer: null, granted_cents: null, status_at: 1_795_000_000_000, ended_on: null }), 'bare')
  }
  db.exec('COMMIT')
  db.close()
  return pairs.length
}
