import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnByFork } from '../../src/backend/file-process/fork'
import type { FileHost } from '../../src/backend/file-process/host'
import { createFileHost } from '../../src/backend/file-process/host'
import { AppError } from '../../src/domain/errors'
import { fixture, made, shippedMappings } from '../unit/import-support'
import { buildFileWorker } from './support/file-worker'

/** Spec R5 and the issue: a clear error or a clean result, never a crash or a hang over 10 s. */
const PATIENCE_MS = 10_000
/** What a file may be refused with; everything else (timeouts, kills, crashes, internal errors) is a failure of ours. */
const REFUSALS = [
  'FILE_EMPTY', 'FILE_FORMAT_UNKNOWN', 'FILE_PASSWORD_PROTECTED', 'FILE_DAMAGED', 'FILE_TOO_LARGE', 'MAPPING_INCOMPLETE',
]

const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
let host: FileHost
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('hostile')
  host = createFileHost({ spawn: spawnByFork(worker.entry), limits: { concurrency: 1 } })
})
afterAll(async () => {
  await host.close()
  worker.remove()
  rmSync(folder, { recursive: true, force: true })
})

type Outcome = { code: string; detail?: unknown; cause?: unknown } | { rows: number; records: number; rejected: number; ms: number }

async function read(path: string, kind: 'read-orders' | 'read-statement'): Promise<Outcome> {
  const started = performance.now()
  let records = 0
  let rejected = 0
  try {
    const summary = await host.run({ kind, input: { path, mappings: shippedMappings } }, {
      onChunk: (chunk) => {
        records += chunk.count
        rejected += chunk.rejected.length
      },
    })
    return { rows: summary.counts.rows, records, rejected, ms: performance.now() - started }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
    return { code: error.code, detail: error.detail, cause: error.cause }
  }
}

function expectClean(outcome: Outcome): void {
  if ('code' in outcome) expect(REFUSALS, JSON.stringify(outcome)).toContain(outcome.code)
  else expect(outcome.ms).toBeLessThan(PATIENCE_MS)
}

const code = async (path: string): Promise<string | null> => {
  const outcome = await read(path, 'read-statement')
  return 'code' in outcome ? outcome.code : null
}
const file = (name: string, bytes: Buffer | string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const under = (dir: string): string[] => readdirSync(dir).map((name) => join(dir, name)).filter((path) => statSync(path).isFile())

/** A small archive of the given parts. */
function zip(parts: Record<string, Buffer | string>): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(Buffer.byteLength(content), 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(offset, 42)
    bodies.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(parts).length, 8)
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, list, end])
}

/** The same archive, claiming that every part unpacks to ten bytes. */
function lie(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  for (let at = copy.indexOf('PK\x01\x02', 'latin1'); at >= 0; at = copy.indexOf('PK\x01\x02', at + 4, 'latin1')) copy.writeUInt32LE(10, at + 24)
  return copy
}

const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
function workbook(sheet: Buffer | string, more: Record<string, Buffer | string> = {}): Buffer {
  return zip({
    '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': sheet,
    ...more,
  })
}
const text = (cell: string): string => `<c t="inlineStr"><is><t>${cell}</t></is></c>`
const HEADER = `<row r="1">${text('运单号')}${text('赔付金额')}${text('原因')}</row>`
const sheetOf = (rows: string): string => `<worksheet><sheetData>${HEADER}${rows}</sheetData></worksheet>`

describe('files from outside', () => {
  const files = [...['csv', 'spreadsheets', 'text'].flatMap((name) => under(fixture('hostile', name))), ...under(fixture('imports', 'real')), ...under(fixture('imports', 'headers'))]
  it.each(files.map((path) => [basename(path), path]))('R5: %s is refused in words or read cleanly, as orders and as a statement', async (_, path) => {
    expectClean(await read(path, 'read-orders'))
    expectClean(await read(path, 'read-statement'))
  })

  it.each([
    ['protected_passtika.xlsx', 'FILE_PASSWORD_PROTECTED'], ['password_2002_40_xor.xls', 'FILE_PASSWORD_PROTECTED'], ['invalid.xlsx', 'FILE_DAMAGED'],
    ['ContentTypeHasEntities.ooxml', 'FILE_FORMAT_UNKNOWN'],
  ])('R5: %s says %s', async (name, expected) => expect(await code(fixture('hostile', 'spreadsheets', name))).toBe(expected))

  it('R5: an old workbook whose chain of sectors bites its own tail is refused before it is followed', async () => {
    const bytes = readFileSync(fixture('hostile', 'spreadsheets', 'password_2002_40_xor.xls'))
    const place = (sector: number): number => (sector + 1) * 512
    const table = place(bytes.readUInt32LE(76))
    const workbookEntry = place(bytes.readUInt32LE(48)) + 128
    bytes.writeUInt32LE(1, table)
    bytes.writeUInt32LE(0, table + 4)
    // Begun in the middle of another chain: there the library that reads such files looks for no loop.
    bytes.writeUInt32LE(1, workbookEntry + 116)
    bytes.writeUInt32LE(8192, workbookEntry + 120)
    expect(await code(file('loop.xls', bytes))).toBe('FILE_DAMAGED')
  })

  it('R5: an archive whose parts are encrypted says that a password is needed', async () => {
    const bytes = workbook(sheetOf(''))
    for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4, 'latin1')) bytes.writeUInt16LE(1, at + 8)
    expect(await code(file('locked.xlsx', bytes))).toBe('FILE_PASSWORD_PROTECTED')
  })

  it('R5: formulas are never run and external links never followed: the stored value counts', async () => {
    const rows = `<row r="2">${text('75360218846311')}<c t="str"><f>WEBSERVICE("http://x.test/")</f><v>54.90</v></c><c><f>1+1</f></c></row>`
    expect(await read(file('formulas.xlsx', workbook(sheetOf(rows))), 'read-statement')).toMatchObject({ rows: 1, records: 1, rejected: 0 })
  })

  it('R5: every believable file cut off at any eighth of its length', async () => {
    for (const path of under(made(''))) {
      const bytes = readFileSync(path)
      for (let part = 1; part < 8; part += 1) {
        const cut = file(`cut-${part}-${basename(path)}`, bytes.subarray(0, Math.floor((bytes.length * part) / 8)))
        expectClean(await read(cut, 'read-statement'))
        expectClean(await read(cut, 'read-orders'))
      }
    }
  }, 120_000)

  it('R5: pictures, programs, archives, nothing at all and folders under table names', async () => {
    expect(await code(file('photo.xlsx', readFileSync(fixture('photos', readdirSync(fixture('photos')).find((name) => name.endsWith('.jpg') && statSync(fixture('photos', name)).size > 1000) ?? ''))))).toBe('FILE_FORMAT_UNKNOWN')
    expect(await code(file('report.csv', '%PDF-1.7\n...'))).toBe('FILE_FORMAT_UNKNOWN')
    expect(await code(file('random.csv', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) & 255))))).toBe('FILE_FORMAT_UNKNOWN')
    expect(await code(file('other.zip', zip({ 'readme.txt': 'hello' })))).toBe('FILE_FORMAT_UNKNOWN')
    expect(await code(file('empty.csv', ''))).toBe('FILE_EMPTY')
    expect(await code(file('blank.csv', '\ufeff \r\n \r\n'))).toBe('FILE_EMPTY')
    await expect(host.run({ kind: 'read-orders', input: { path: folder, mappings: shippedMappings } })).rejects.toMatchObject({ code: 'FILE_FORMAT_UNKNOWN' })
    await expect(host.run({ kind: 'read-orders', input: { path: join(folder, 'none.csv'), mappings: [] } })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it.each([true, false])('R5: archives that unpack without end (directory honest: %s)', async (honest) => {
    const bomb = (name: string, bytes: Buffer): Promise<string | null> => code(file(`${honest}-${name}.xlsx`, honest ? bytes : lie(bytes)))
    const row = '<row><c><v>75360218846311</v></c><c><v>1</v></c></row>'
    expect(await bomb('rows', workbook(sheetOf(row.repeat(3_000_000))))).toBe('FILE_TOO_LARGE')
    expect(await bomb('texts', workbook(sheetOf(''), { 'xl/sharedStrings.xml': `<sst>${'<si><t>x</t></si>'.repeat(5_000_000)}</sst>` }))).toBe('FILE_TOO_LARGE')
    expect(await bomb('part', zip({ '_rels/.rels': ' '.repeat(40_000_000) }))).toBe('FILE_TOO_LARGE')
    expect(await bomb('blanks', workbook(`<worksheet>${' '.repeat(12_000_000)}</worksheet>`))).toBe('FILE_DAMAGED')
    const opened = 'application/vnd.oasis.opendocument.spreadsheet'
    expect(await bomb('open-document', zip({ mimetype: opened, 'content.xml': ' '.repeat(200_000_000) }))).toBe('FILE_TOO_LARGE')
    expect(await bomb('open-pictures', zip({ mimetype: opened, 'content.xml': '<x/>', ...Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`Pictures/${at}.png`, ' '.repeat(12_000_000)])) }))).toBe('FILE_TOO_LARGE')
    expect(await bomb('useless', workbook(sheetOf('<row><c><v>1</v></c></row>'.repeat(400_000))))).toBe('MAPPING_INCOMPLETE')
  }, 60_000)

  it('R5: declared entities and document types are refused wherever they stand', async () => {
    const xxe = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    expect(await code(file('xxe-sheet.xlsx', workbook(`${xxe}<worksheet><sheetData><row r="1">${text('&e;')}</row></sheetData></worksheet>`)))).toBe('FILE_DAMAGED')
    expect(await code(file('laughs.xlsx', workbook(sheetOf(''), { 'xl/sharedStrings.xml': '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>' })))).toBe('FILE_DAMAGED')
  })

  it('R5: a million empty rows, far columns, and cells of 32,000 characters are read', async () => {
    const empty = Array.from({ length: 1_000_000 }, (_, at) => `<row r="${at + 2}" spans="1:3"><c r="A${at + 2}" s="1"/></row>`).join('')
    const claim = (at: number): string => `<row r="${at}">${text('75360218846311')}${text('54.90')}${text('破损')}</row>`
    expect(await read(file('million.xlsx', workbook(sheetOf(empty + claim(1_000_002)))), 'read-statement')).toMatchObject({ rows: 1, records: 1 })
    const far = Array.from({ length: 2000 }, (_, at) => `<row r="${at + 2}"><c r="A${at + 2}"><v>${75360218846311 + at}</v></c><c r="B${at + 2}"><v>1</v></c><c r="XFD${at + 2}"><v>9</v></c></row>`).join('')
    expect(await read(file('far.xlsx', workbook(sheetOf(far))), 'read-statement')).toMatchObject({ records: 2000 })
    const wide = `<row r="2">${text('75360218846311')}${text('54.90')}${text('破'.repeat(32_767))}</row><row r="3">${text('7'.repeat(32_767))}${text('1')}</row>`
    expect(await read(file('wide.xlsx', workbook(sheetOf(wide))), 'read-statement')).toMatchObject({ rows: 2, records: 2 })
    const long = ['(', "'", ' ', '0', '.', '"', '合计', '１'].map((part) => part.repeat(32_000 / part.length))
    const csv = ['运单号,赔付金额,原因,日期', ...long.flatMap((cell) => [`75360218846311,5.00,"${cell.replaceAll('"', '""')}",`, `"x${cell.replaceAll('"', '""')}",5.00,,`, `1,"${cell.replaceAll('"', '""')}x",,`, `75360218846312,1.00,,"1${cell.replaceAll('"', '""')}x"`])].join('\n')
    const outcome = await read(file('long.csv', csv), 'read-statement')
    expect(outcome).toMatchObject({ rows: long.length * 4 })
    expectClean(outcome)
  }, 60_000)

  it('R5: quotation marks by the million do not cost time', async () => {
    const bodies = ['"x ,'.repeat(1_500_000), '"x\n'.repeat(1_500_000), '"'.repeat(5_000_001), '"x "'.repeat(1_000_000), '="x,'.repeat(1_000_000), `"${'a,\n'.repeat(2_000_000)}`]
    for (const [at, body] of bodies.entries()) expectClean(await read(file(`quotes-${at}.csv`, `运单号,赔付金额,原因\n${body}`), 'read-statement'))
  }, 60_000)

  it('R5: markup that never closes, HTML by the megabyte, names with bidi marks', async () => {
    expectClean(await read(file('open.xls', `<html><table>${'<tr><td>'.repeat(100_000)}`), 'read-statement'))
    expectClean(await read(file('attr.xls', `<table ${'a='.repeat(500_000)}><tr><td>运单号</td></tr></table>`), 'read-statement'))
    // Windows allows no control characters in names.
    const control = process.platform === 'win32' ? [] : ['a\u0007\u001bb.csv', '运单\n账单.csv']
    for (const name of ['账单\u202egpj.csv', '\u2066x\u2069\u200b.csv', ...control]) {
      expect(await read(file(name, '运单号,赔付金额\n75360218846311,1.00\n'), 'read-statement')).toMatchObject({ records: 1 })
    }
    expectClean(await read(file('formula.csv', `运单号,赔付金额,原因\n75360218846311,1.00,${readFileSync(fixture('hostile', 'csv', 'csv-payload.txt'), 'utf8').split('\n')[0] ?? ''}\n`), 'read-statement'))
  }, 60_000)

  it('O1: a large file can be given up half-way, and the process reads on', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${75360218846311 + at},1.00,破损`).join('\n')
    const path = file('large.csv', `运单号,赔付金额,原因\n${rows}\n`)
    const abort = new AbortController()
    let chunks = 0
    const reading = host.run({ kind: 'read-statement', input: { path, mappings: shippedMappings } }, {
      signal: abort.signal,
      onChunk: () => {
        chunks += 1
        abort.abort()
      },
    })
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(chunks).toBe(1)
    expect(await read(path, 'read-statement')).toMatchObject({ rows: 60_000, records: 60_000 })
  })
})
