import { DatabaseSync } from 'node:sqlite'
import { formatHlc } from '../../../src/domain/sync/hlc'

const CONFLICTS = 300

/** Hundreds of values that two PCs wrote at once, of all lengths, and money and entries that were made twice. */
export function fillDecisions(database: string): void {
  const db = new DatabaseSync(database)
  const ids = (sql: string): string[] => db.prepare(sql).all().map((row) => String(row['id']))
  const device = ids(`SELECT id FROM sync_device`)
  const people = ids(`SELECT id FROM staff LIMIT 6`)
  const now = Date.now()
  const put = db.prepare('INSERT INTO sync_head (table_name, row_id, field_group, hlc, fields, actor_id, found_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
  let at = 0
  const conflict = (table: string, row: string, group: string, ...sides: Record<string, string | number | null>[]): void => {
    at += 1
    for (const [index, fields] of sides.entries()) put.run(table, row, group, formatHlc({ millis: now - at * 97_000 - index * 60_000, counter: 0 }, index === 0 ? (device[0] ?? 'a') : (device[index] ?? 'unknowndevice000')), JSON.stringify(fields), people[(at + index) % people.length] ?? null, now - at * 60_000)
  }
  const cases = ids('SELECT id FROM cases ORDER BY id LIMIT 130')
  const long = '买家说外箱已经扔了，只有内盒照片；请改走“仅内物照片”的流程，运费先垫付，等快递回执。'.repeat(9)
  conflict('cases', cases[0] ?? '', 'memo', { flag: 1, memo: '先请买家拍外箱' }, { flag: 4, memo: long })
  conflict('cases', cases[1] ?? '', 'status', { status: 'waiting-buyer', reason: null, next_action: '等买家发外箱照片', next_action_at: now + 3_600_000, status_at: now }, { status: 'closed', reason: null, next_action: null, next_action_at: null, status_at: now - 60_000 })
  conflict('cases', cases[2] ?? '', 'money', { amount_cents: 8900, currency: 'CNY' }, { amount_cents: 123_456_789, currency: 'CNY' })
  conflict('cases', cases[3] ?? '', 'owner', { assignee_id: people[0] ?? null }, { assignee_id: people[1] ?? null }, { assignee_id: null })
  for (const id of ids('SELECT id FROM claim LIMIT 4')) conflict('claim', id, 'answer', { status: 'granted', work_order_no: 'GD261125000004', answer: '认赔54.9，运费7', granted_cents: 5490, status_at: now, ended_on: null }, { status: 'rejected', work_order_no: 'GD261125000004', answer: 'https://courier.test/ticket/'.padEnd(240, 'x'), granted_cents: null, status_at: now - 60_000, ended_on: '2026-11-20' })
  for (const id of ids('SELECT id FROM wrong_shipment LIMIT 2')) conflict('wrong_shipment', id, 'verdict', { state: 'verified', verified_by: people[0] ?? null, verified_at: now, return_reason: null }, { state: 'returned', verified_by: null, verified_at: null, return_reason: '数量对不上，重新称一次' })
  for (const id of cases.slice(4)) for (const group of ['memo', 'owner', 'liability']) {
    if (at >= CONFLICTS) continue
    if (group === 'memo') conflict('cases', id, group, { flag: at % 6, memo: `前台记的第 ${at} 条` }, { flag: (at + 1) % 6, memo: `仓库记的第 ${at} 条` })
    else if (group === 'owner') conflict('cases', id, group, { assignee_id: people[at % people.length] ?? null }, { assignee_id: null })
    else conflict('cases', id, group, { liable_party: 'courier', freight_payer: 'seller', remedy: 'refund' }, { liable_party: 'seller', freight_payer: 'seller', remedy: 'reissue' })
  }
  const stamp = (index: number): string => JSON.stringify({ '*': formatHlc({ millis: now - index * 60_000, counter: 1 }, device[index] ?? 'unknowndevice000') })
  const payout = db.prepare(`INSERT INTO payout (id, hlc, case_id, order_no, buyer_nick, created_at, created_by, type, ladder, amount_cents, currency, issue, limit_cents, state, suspended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'default', ?, 'CNY', ?, 1500, ?, ?)`)
  const paid = db.prepare('SELECT order_no, buyer_nick FROM cases WHERE id = ?').get(cases[5] ?? '')
  for (const [index, [type, cents, why, state]] of ([['freight', 1200, '退货运费', 'approved'], ['compensation', 1500, '外箱压坏，东西没事，补一点给买家', 'waiting']] as const).entries()) payout.run(`look-payout-${index}`, stamp(index), cases[5] ?? '', paid?.['order_no'] ?? null, paid?.['buyer_nick'] ?? null, now - index * 60_000, people[index] ?? '', type, cents, why, state, now)
  const closing = db.prepare(`INSERT INTO month_closing (id, hlc, month, revision, closed_at, closed_by, summary, snapshot, covers) VALUES (?, ?, '2026-10', 1, ?, ?, '{}', '', '{}')`)
  for (const index of [0, 1]) closing.run(`look-closing-${index}`, stamp(index), now - index * 60_000, people[index] ?? '')
  const review = db.prepare('INSERT INTO sync_review (id, kind, table_name, row_ids, case_id, detail, found_at, settled_at, settled_by) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)')
  for (const [kind, table] of [['payout', 'payout'], ['waybill', 'claim'], ['match', 'recon_match'], ['closing', 'month_closing'], ['waybill', 'wrong_shipment']] as const) {
    const rows = ids(`SELECT id FROM ${table} LIMIT 2`)
    if (rows.length > 1) review.run(`look-${kind}-${table}`, kind, table, JSON.stringify(rows), kind === 'payout' ? (cases[5] ?? null) : null, '{}', now - 120_000)
  }
  db.close()
}
