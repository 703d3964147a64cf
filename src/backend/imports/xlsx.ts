import type { TableRow } from '../../domain/import/records'
import { AppError } from '../../domain/errors'
import { LIMITS } from './limits'
import type { NumberStyle } from './number-text'
import { numberStyle, numberText, PLAIN_STYLE } from './number-text'
import { attribute, XmlScanner } from './xml'
import type { XmlEvents } from './xml'
import type { ZipArchive } from './zip'

export interface WorkbookSheet {
  name: string
  hidden: boolean
  part: string
}

export interface Workbook {
  sheets: WorkbookSheet[]
  date1904: boolean
}

const NOTHING = (): void => undefined

/** Runs a small part through the scanner; a missing part is an empty one. */
function scan(archive: ZipArchive, part: string, open: XmlEvents['open'], more: Partial<XmlEvents> = {}): void {
  const bytes = archive.read(part)
  if (!bytes) return
  new XmlScanner({ open, close: NOTHING, text: NOTHING, ...more }, bytes).push(bytes, true)
}

/** Sheets of a workbook in their order, by its relationships (parts may lie anywhere in the archive). */
export function readWorkbook(archive: ZipArchive): Workbook | null {
  const main = relationsOf(archive, '').find((relation) => relation.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  if (!archive.has(main) || main.endsWith('.bin')) return null
  const relations = new Map(relationsOf(archive, main).map((relation) => [relation.id, relation]))
  const sheets: WorkbookSheet[] = []
  let date1904 = false
  let spreadsheet = false
  scan(archive, main, (name, attributes) => {
    if (name === 'workbook') spreadsheet = true
    else if (name === 'workbookPr') date1904 ||= /^(?:1|true)$/.test(attribute(attributes, 'date1904') ?? '')
    else if (name === 'sheet') {
      const relation = relations.get(attribute(attributes, 'id') ?? '') ?? relations.get(/:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '')
      if (!relation?.type.endsWith('/worksheet') || sheets.length >= LIMITS.sheets) return
      sheets.push({ name: attribute(attributes, 'name') ?? '', hidden: /hidden/i.test(attribute(attributes, 'state') ?? ''), part: relation.target })
    }
  })
  return spreadsheet ? { sheets, date1904 } : null
}

interface Relation {
  id: string
  type: string
  target: string
}

function relationsOf(archive: ZipArchive, part: string): Relation[] {
  const slash = part.lastIndexOf('/')
  const folder = slash < 0 ? '' : part.slice(0, slash + 1)
  const out: Relation[] = []
  scan(archive, `${folder}_rels/${part.slice(slash + 1)}.rels`, (name, attributes) => {
    // Links that lead out of the archive are never followed.
    if (name !== 'Relationship' || /external/i.test(attribute(attributes, 'TargetMode') ?? '')) return
    const target = attribute(attributes, 'Target') ?? ''
    out.push({ id: attribute(attributes, 'Id') ?? '', type: attribute(attributes, 'Type') ?? '', target: resolvePart(folder, target) })
  })
  return out
}

function resolvePart(folder: string, target: string): string {
  const path = target.startsWith('/') ? target : `${folder}${target}`
  const parts: string[] = []
  for (const step of path.replaceAll('\\', '/').split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '' && step !== '.') parts.push(step)
  }
  return parts.join('/')
}

/** What the cells of all sheets refer to: texts and number formats. */
export interface SharedParts {
  texts: string[]
  styles: NumberStyle[]
}

/** Reads the shared parts; `tick` is called as it goes on. */
export async function readSharedParts(archive: ZipArchive, tick: () => void): Promise<SharedParts> {
  const main = relationsOf(archive, '').find((relation) => relation.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  const relations = relationsOf(archive, main)
  const find = (type: string): string | undefined => relations.find((relation) => relation.type.endsWith(type))?.target
  const styles = find('/styles')
  const texts = find('/sharedStrings')
  return {
    styles: styles ? readStyles(archive, styles) : [],
    texts: texts && archive.has(texts) ? await readTexts(archive, texts, tick) : [],
  }
}

function readStyles(archive: ZipArchive, part: string): NumberStyle[] {
  const codes = new Map<number, string>()
  const styles: NumberStyle[] = []
  let inside = false
  scan(
    archive, part,
    (name, attributes) => {
      if (name === 'numFmt') codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '')
      else if (name === 'cellXfs') inside = true
      else if (name === 'xf' && inside) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0)
        styles.push(numberStyle(id, codes.get(id)))
      }
    },
    { close: (name) => { if (name === 'cellXfs') inside = false } },
  )
  return styles
}

async function readTexts(archive: ZipArchive, part: string, tick: () => void): Promise<string[]> {
  const texts: string[] = []
  let current = ''
  let reading = false
  let phonetic = false
  await feed(archive, part, LIMITS.sharedTextBytes, tick, {
    open(name, _, empty) {
      if (name === 'si') {
        current = ''
        if (empty) texts.push('')
      } else if (name === 't') reading = !empty && !phonetic
      else if (name === 'rPh') phonetic = !empty
    },
    close(name) {
      if (name === 'si') texts.push(unescapeText(current))
      else if (name === 't') reading = false
      else if (name === 'rPh') phonetic = false
    },
    text(text) {
      if (reading) current += text
    },
  })
  return texts
}

async function feed(archive: ZipArchive, part: string, limit: number, tick: () => void, events: XmlEvents): Promise<void> {
  let scanner: XmlScanner | null = null
  for await (const piece of archive.stream(part, limit)) {
    scanner ??= new XmlScanner(events, piece)
    scanner.push(piece)
    tick()
  }
  scanner?.push(Buffer.alloc(0), true)
}

/** Rows of one sheet in batches; rows without any filled cell are left out, row numbers stay those of the sheet. */
export async function* readSheet(
  archive: ZipArchive, sheet: WorkbookSheet, shared: SharedParts, date1904: boolean, tick: () => void,
): AsyncGenerator<TableRow[]> {
  const collector = new RowCollector(shared, date1904)
  let scanner: XmlScanner | null = null
  if (!archive.has(sheet.part)) throw new AppError('FILE_DAMAGED', { why: 'sheet missing' })
  for await (const piece of archive.stream(sheet.part, LIMITS.unpackedBytes)) {
    scanner ??= new XmlScanner(collector, piece)
    scanner.push(piece)
    tick()
    while (collector.rows.length >= LIMITS.rowsPerBatch) yield collector.rows.splice(0, LIMITS.rowsPerBatch)
  }
  scanner?.push(Buffer.alloc(0), true)
  if (collector.rows.length > 0) yield collector.rows
}

class RowCollector implements XmlEvents {
  rows: TableRow[] = []
  private line = 0
  private cells: string[] = []
  private column = -1
  private type = ''
  private style = 0
  private value = ''
  private reading = false
  private phonetic = false
  private sheetData = false

  constructor(
    private readonly shared: SharedParts,
    private readonly date1904: boolean,
  ) {}

  open(name: string, attributes: string, empty: boolean): void {
    if (name === 'c') this.openCell(attributes, empty)
    else if (name === 'v' || name === 't') this.reading = !empty && !this.phonetic && this.sheetData
    else if (name === 'row') {
      this.line = Number(attribute(attributes, 'r') ?? this.line + 1)
      if (!Number.isInteger(this.line) || this.line < 1) throw new AppError('FILE_DAMAGED', { why: 'row number' })
      this.cells = []
      this.column = -1
    } else if (name === 'rPh') this.phonetic = !empty
    else if (name === 'sheetData') this.sheetData = !empty
  }

  close(name: string): void {
    if (name === 'c') this.closeCell()
    else if (name === 'v' || name === 't') this.reading = false
    else if (name === 'row') {
      if (this.cells.length > 0) this.rows.push({ line: this.line, cells: this.cells })
      this.cells = []
    } else if (name === 'rPh') this.phonetic = false
    else if (name === 'sheetData') this.sheetData = false
  }

  text(text: string): void {
    if (this.reading) this.value += text
  }

  private openCell(attributes: string, empty: boolean): void {
    const reference = attribute(attributes, 'r')
    this.column = reference === null ? this.column + 1 : columnOf(reference)
    this.type = attribute(attributes, 't') ?? 'n'
    this.style = Number(attribute(attributes, 's') ?? 0)
    this.value = ''
    if (empty) this.type = ''
  }

  private closeCell(): void {
    if (this.value === '' || this.column < 0 || this.column >= LIMITS.columns) return
    const text = this.cellText()
    if (text === '') return
    while (this.cells.length < this.column) this.cells.push('')
    this.cells[this.column] = text
  }

  private cellText(): string {
    switch (this.type) {
      case 's':
        return this.shared.texts[Number(this.value)] ?? ''
      case 'n':
        return numberText(this.value.trim(), this.shared.styles[this.style] ?? PLAIN_STYLE, this.date1904)
      case 'b':
        return this.value.trim() === '1' ? 'TRUE' : 'FALSE'
      case 'd':
        return this.value.replace(/(?:T00:00:00(?:\.0+)?)?Z?$/, '')
      default:
        return unescapeText(this.value)
    }
  }
}

/** Column number of a reference such as `AB12`, 0 for the first. */
function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) & 0xdf
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

/** `_x000D_` is how workbooks write characters that XML cannot hold. */
function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
