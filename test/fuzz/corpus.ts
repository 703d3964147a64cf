import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { utils, write } from '@e965/xlsx'
import iconv from 'iconv-lite'
import { fixture } from '../unit/import-support'
import type { Source } from './mutate'

const FOLDERS = [['imports', 'headers'], ['imports', 'made'], ['imports', 'real'], ['hostile', 'csv'], ['hostile', 'spreadsheets'], ['hostile', 'text']]
const ROWS = 2500

function filesOf(parts: readonly string[]): Source[] {
  const folder = fixture(...parts)
  return readdirSync(folder).sort().filter((name) => statSync(join(folder, name)).isFile()).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
}

/** Every fixture of the imports. */
export function corpus(): Source[] {
  return FOLDERS.flatMap(filesOf)
}

/**
 * What whole imports are mutated from: the believable files, and as often tables of several chunks, so that a file is damaged behind rows
 * that have been staged already.
 */
export function importable(): Source[] {
  const made = filesOf(['imports', 'made'])
  const statement = Array.from({ length: ROWS }, (_, at) => [`7536021884${String(6311 + at)}`, (at % 90) + 0.5, '破损'])
  const orders = Array.from({ length: ROWS }, (_, at) => [`X2026100${String(100_000 + at)}`, `买家${at}`, (at % 70) + 1.25, '2026-10-01 10:00:00'])
  const tables: [string, unknown[][]][] = [['claims', [['运单号', '赔付金额', '原因'], ...statement]], ['orders', [['订单号', '买家', '实付金额', '下单时间'], ...orders]]]
  const large = tables.flatMap(([name, rows]): Source[] => {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'S')
    const workbook = (bookType: 'xlsx' | 'biff8'): Buffer => write(book, { type: 'buffer', bookType, compression: true }) as Buffer
    return [
      { name: `large-${name}.xlsx`, bytes: workbook('xlsx') }, { name: `large-${name}.xls`, bytes: workbook('biff8') },
      { name: `large-${name}.csv`, bytes: iconv.encode(rows.map((row) => row.join(',')).join('\r\n'), 'gb18030') },
    ]
  })
  const times = Math.ceil(made.length / large.length)
  return [...made, ...Array.from({ length: times }, () => large).flat()]
}
