import Database from 'better-sqlite3'
import { isKindId } from '../../src/domain/case/kinds'
import { PLACES, PRODUCTS } from '../../src/domain/demo/goods'
import { buyerNote } from '../../src/domain/demo/notes'
import { createRandom } from '../../src/domain/demo/random'
import { reversed } from '../../src/domain/search/query'

/** Buyers of a copy: every fourth copy is by the same people, so that 60,000 become some 200,000 (spec section 12). */
const NICKS = 4

/**
 * Turns a database of `base` cases into one of `times × base` by copying its rows with other ids, numbers, times, buyers and words; shares of
 * kinds, shops, staff and of open cases stay. The change log is not copied: nothing of the benches reads it. `lean` copies what queue,
 * search and an edit touch of a case: the case, its waybills, its last two events, clocks only while it is open.
 */
export function multiply(file: string, base: number, times: number, lean: boolean, say: (line: string) => void): void {
  const db = new Database(file)
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -1000000', 'temp_store = FILE']) db.pragma(pragma)
  const random = createRandom(1, 'multiply')
  db.function('new_note', { deterministic: false }, (kind: unknown) => {
    const product = random.pick(PRODUCTS)
    return buyerNote(random, isKindId(String(kind)) ? (String(kind) as Parameters<typeof buyerNote>[1]) : 'lost', { goods: product.short, option: random.pick(product.options), courier: '快递', place: random.pick(PLACES)[1], date: `${random.int(1, 12)}月${random.int(1, 28)}日` })
  })
  db.function('reversed', { deterministic: true }, (text: unknown) => reversed(String(text)))

  const tables = ['cases', 'case_waybill', 'case_event', 'case_clock', 'orders', 'order_waybill', 'buyer'] as const
  const indexes = db.prepare<[], { name: string; sql: string; tbl_name: string }>("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").all().filter((index) => tables.some((table) => table === index.tbl_name))
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`)

  /** `INSERT … SELECT` of a table with some columns changed. */
  const copy = (table: (typeof tables)[number], changed: Readonly<Record<string, string>>, where: string): Database.Statement<[{ k: number }]> => {
    const columns = db.prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)').all(table).map(({ name }) => name)
    return db.prepare(`INSERT OR IGNORE INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) SELECT ${columns.map((name) => changed[name] ?? `t."${name}"`).join(', ')} FROM "${table}" t WHERE t.rowid <= ${last.get(table) ?? 0} AND ${where}`)
  }
  const last = new Map(tables.map((table) => [table, db.prepare<[], number>(`SELECT max(rowid) FROM "${table}"`).pluck().get() ?? 0]))
  const otherId = (column: string): string => `CASE WHEN t.${column} IS NULL THEN NULL ELSE t.${column} || '.' || @k END`
  const otherNumber = (column: string): string => `CASE WHEN t.${column} IS NULL THEN NULL ELSE substr(t.${column}, 1, length(t.${column}) - 6) || printf('%06d', (CAST(substr(t.${column}, -6) AS INTEGER) + @k * 79907) % 1000000) END`
  const otherNick = (column: string): string => `CASE WHEN @k % ${NICKS} = 0 OR t.${column} IS NULL THEN t.${column} ELSE t.${column} || (@k % ${NICKS}) END`
  // Old cases lie between the old ones, open ones keep near their deadline.
  const earlier = (column: string): string => `t.${column} - @k * 61013`
  const nearby = (column: string): string => `CASE WHEN t.is_open = 1 THEN t.${column} + @k * 7919 ELSE ${earlier(column)} END`
  const key = otherNumber('waybill_key')
  const statements = [
    copy('cases', {
      id: otherId('id'), case_no: `substr(t.case_no, 1, 7) || printf('%05d', CAST(substr(t.case_no, 8) AS INTEGER) + @k * ${base})`, opened_at: nearby('opened_at'), status_at: nearby('status_at'), updated_at: nearby('updated_at'),
      sort_due: 'CASE WHEN t.next_due_at IS NULL THEN t.sort_due ELSE t.sort_due + @k * 7919 END', next_due_at: 't.next_due_at + @k * 7919', buyer_nick: otherNick('buyer_nick'), buyer_id: otherNick('buyer_id'),
      order_id: lean ? 't.order_id' : otherId('order_id'), order_no: otherNumber('order_no'), waybills: `CASE WHEN t.waybills = '[]' THEN '[]' ELSE '["' || ${otherNumber('waybills').replaceAll('t.waybills', "trim(t.waybills, '[]\"')")} || '"]' END`, summary: 'new_note(t.kind)',
    }, '1'),
    copy('case_waybill', { id: `${otherId('case_id')} || ':' || ${key}`, case_id: otherId('case_id'), waybill_key: key, tail: `reversed(${key})` }, '1'),
    copy('case_event', { id: otherId('id'), case_id: otherId('case_id'), at: earlier('at') }, lean ? "t.type IN ('note', 'created')" : '1'),
    copy('case_clock', { id: `${otherId('case_id')} || ':' || t.name`, case_id: otherId('case_id') }, lean ? "t.state IN ('running', 'paused')" : '1'),
    ...(lean ? [] : [copy('orders', { id: otherId('id'), number: otherNumber('number'), buyer_nick: otherNick('buyer_nick'), buyer_id: otherNick('buyer_id') }, '1'), copy('order_waybill', { id: otherId('id'), order_id: otherId('order_id'), waybill: otherNumber('waybill'), waybill_key: key }, '1')]),
  ]
  const buyers = copy('buyer', { id: otherNick('id'), nick: otherNick('nick') }, '1')
  for (let k = 1; k < times; k += 1) {
    db.transaction(() => {
      for (const statement of k < NICKS ? [...statements, buyers] : statements) statement.run({ k })
    })()
    if (k % 10 === 0 || k === times - 1) say(`data: ${(k + 1) * base} cases`)
  }
  for (const { sql, name } of indexes) {
    db.exec(sql)
    if (times > 20) say(`data: index ${name}`)
  }
  // The numbers of new cases go on after the copies.
  db.prepare("UPDATE meta SET value = ? WHERE key = 'series:case'").run(String(times * base))
  db.close()
}
