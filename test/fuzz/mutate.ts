import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import iconv from 'iconv-lite'
import type { Random } from './random'

/** A file of the corpus. */
export interface Source {
  readonly name: string
  readonly bytes: Buffer
}

export interface Mutation {
  /** File name that the import sees. */
  readonly name: string
  readonly bytes: Buffer
  /** What was done to which file, for the person who looks into a finding. */
  readonly story: string
}

/** Larger files only cost time: what they show, a smaller one shows, too. */
const LARGEST = 4 * 1024 * 1024
const ENDINGS = ['.csv', '.txt', '.tsv', '.xlsx', '.xls', '.xlsm', '.ods', '.html', '.xml', '.json', '.pdf', '.jpg', '']
const CODECS = ['utf8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'win1252', 'latin1', 'shift_jis', 'utf-32le']
const TOKENS = [
  '"', '""', '="', "'", ',', ';', '\t', '|', '\r', '\n', '\r\n', '\0', '\u202e', '\ufeff', '\ufffd', '\u2028', '𠮷', '1.23E+14', '-0', '1e308', '9'.repeat(400),
  '=cmd|\' /C calc\'!A0', '合计', '订单号', '运单号', '金额', 'Tracking Number', '2026-02-30', '0000-00-00', '99999', '(1,2,3)', '１２．５', '<', '>', '&#0;', '&#x110000;', ']]>', '<!--',
  '<!DOCTYPE x [<!ENTITY a "b">]>', 'x'.repeat(40_000), '"'.repeat(5_000), ' '.repeat(10_000), '\n'.repeat(20_000), '_x000D_', '_xFFFF_', '%s%n', '../../..', 'NaN', 'Infinity', '__proto__', 'constructor',
]

type Mutator = (bytes: Buffer, random: Random, corpus: readonly Source[]) => Buffer

const at = (bytes: Buffer, random: Random): number => random.below(bytes.length)

const MUTATORS: Readonly<Record<string, Mutator>> = {
  flip(bytes, random) {
    const out = Buffer.from(bytes)
    for (let left = random.small(64); left > 0 && out.length > 0; left -= 1) {
      const place = at(out, random)
      out[place] = random.chance(0.5) ? (out[place] ?? 0) ^ (1 << random.below(8)) : random.pick([0, 0x22, 0x2c, 0x0a, 0x0d, 0x09, 0x7f, 0x80, 0xff, random.below(256)])
    }
    return out
  },
  cut(bytes, random) {
    const from = at(bytes, random)
    return random.chance(0.5) ? bytes.subarray(0, from) : Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.small(bytes.length))])
  },
  repeat(bytes, random) {
    const from = at(bytes, random)
    const chunk = bytes.subarray(from, from + random.small(4096))
    return Buffer.concat([bytes.subarray(0, from), ...Array<Buffer>(random.small(300)).fill(chunk), bytes.subarray(from)])
  },
  splice(bytes, random, corpus) {
    const other = random.pick(corpus).bytes
    return Buffer.concat([bytes.subarray(0, at(bytes, random)), other.subarray(at(other, random))])
  },
  recode(bytes, random) {
    return iconv.encode(iconv.decode(bytes, random.pick(CODECS)), random.pick(CODECS), { addBOM: random.chance(0.5) })
  },
  insert(bytes, random) {
    const pieces: Buffer[] = []
    let from = 0
    for (const place of Array.from({ length: random.small(12) }, () => at(bytes, random)).sort((a, b) => a - b)) {
      pieces.push(bytes.subarray(from, place), iconv.encode(random.pick(TOKENS), random.pick(['utf8', 'utf8', 'gb18030', 'utf-16le'])))
      from = place
    }
    return Buffer.concat([...pieces, bytes.subarray(from)])
  },
  lines(bytes, random) {
    const lines = bytes.toString('latin1').split('\n')
    for (let left = random.small(20); left > 0; left -= 1) {
      const [line = ''] = lines.splice(random.below(lines.length), 1)
      lines.splice(random.below(lines.length + 1), 0, ...Array<string>(random.below(4)).fill(line))
    }
    return Buffer.from(lines.join('\n'), 'latin1')
  },
  inflate: (bytes, random) => rezip(bytes, random, XML_PART, asText(inflatePart)),
  xml: (bytes, random) => rezip(bytes, random, XML_PART, asText(editXml)),
  late: (bytes, random) => rezip(bytes, random, /sheet\d*\.xml$/, asText(damageLate)),
  part: (bytes, random, corpus) => rezip(bytes, random, /./, (part) => new Uint8Array(MUTATORS[random.pick(['flip', 'cut', 'repeat', 'insert'])]?.(Buffer.from(part), random, corpus) ?? part)),
  lie(bytes, random) {
    // Fields of the archive's directory: sizes, offsets, methods, flags.
    const out = Buffer.from(bytes)
    for (let entry = out.indexOf('PK\x01\x02', 0, 'latin1'); entry >= 0 && entry + 46 < out.length; entry = out.indexOf('PK\x01\x02', entry + 4, 'latin1')) {
      if (random.chance(0.5)) out.writeUInt32LE(random.pick([0, 1, 10, 0x7fffffff, 0xffffffff, random.below(out.length)]), entry + random.pick([8, 16, 20, 24, 28, 42]))
    }
    return out
  },
}

/** Names of the mutations that only mean something inside an archive. */
const ARCHIVE = new Set(['inflate', 'xml', 'late', 'part', 'lie'])
const XML_PART = /\.(?:xml|rels)$/

const asText = (change: (text: string, random: Random) => string) => (part: Uint8Array, random: Random): Uint8Array<ArrayBuffer> => strToU8(change(strFromU8(part), random))

function rezip(bytes: Buffer, random: Random, which: RegExp, change: (part: Uint8Array, random: Random) => Uint8Array<ArrayBuffer>): Buffer {
  let parts: ReturnType<typeof unzipSync>
  try {
    parts = unzipSync(bytes)
  } catch (error) {
    // An earlier mutation broke the archive: the file stays as that one left it.
    if (error instanceof Error) return bytes
    throw error
  }
  const names = Object.keys(parts).filter((name) => which.test(name))
  if (names.length === 0) return bytes
  for (let left = random.small(4); left > 0; left -= 1) {
    const name = random.pick(names)
    parts[name] = change(parts[name] ?? new Uint8Array(), random)
  }
  if (random.chance(0.1)) Reflect.deleteProperty(parts, random.pick(names))
  return Buffer.from(zipSync(parts, { level: random.pick([0, 1, 9]) }))
}

function inflatePart(text: string, random: Random): string {
  const piece = random.pick([' ', '<row/>', '<c t="inlineStr"><is><t>x</t></is></c>', '<si><t>x</t></si>', '<!-- -->', `<row r="${random.below(2_000_000)}"><c r="A1"><v>1</v></c></row>`, 'x'])
  const close = Math.max(0, text.lastIndexOf('</', random.below(text.length + 1)))
  return text.slice(0, close) + piece.repeat(random.small(400_000)) + text.slice(close)
}

/** What a reader cannot go on from, behind rows that it has handed on already. */
function damageLate(text: string, random: Random): string {
  const from = Math.max(0, text.indexOf('<row', Math.floor(text.length * (0.4 + random.next() * 0.6))))
  return text.slice(0, from) + random.pick(['<row r="0"/>', '<row r="x"/>', '<!DOCTYPE x>', `<row r="9" ${'x'.repeat(5_000_000)}`]) + text.slice(from)
}

function editXml(text: string, random: Random): string {
  let out = text
  for (let left = random.small(10); left > 0; left -= 1) {
    const tags = [...out.matchAll(/<[^>]*>/g)]
    const tag = tags[random.below(tags.length)]
    if (!tag) return out
    const [whole] = tag
    const { index } = tag
    const changed = random.pick<() => string>([
      () => '', () => whole + whole, () => whole.replace(/"[^"]*"/, `"${random.pick(TOKENS).replaceAll('"', '')}"`), () => whole.replace(/\d+/, String(random.pick([-1, 0, 1_048_577, 4_294_967_296, 1e21]))),
      () => whole.replace(/ t="\w+"/, ` t="${random.pick(['s', 'n', 'b', 'd', 'e', 'str', 'inlineStr', 'zz'])}"`), () => whole.replace(/ r="[A-Z]*/, ` r="${random.pick(['ZZZZZ', '', 'A', 'XFD', 'é'])}`),
      () => random.pick(TOKENS) + whole, () => whole.replace('>', '/>'), () => whole.slice(0, -1), () => whole.replace(/<(\/?)/, '<$1x:'), () => whole.replace(/ s="\d+"/, ` s="${random.below(100_000)}"`),
    ])()
    out = out.slice(0, index) + changed + out.slice(index + whole.length)
  }
  return out
}

/** The mutation number `index` of a seed: one to three changes to one file, under its own or a wrong ending. */
export function mutation(random: Random, corpus: readonly Source[]): Mutation {
  const source = random.pick(corpus)
  let { bytes } = source
  const story = [source.name]
  for (let left = random.pick([1, 1, 2, 3]); left > 0; left -= 1) {
    const archive = bytes[0] === 0x50 && bytes[1] === 0x4b
    // Bytes flipped inside an archive mostly break its packing: half of the changes go to what it holds.
    const names = Object.keys(MUTATORS).filter((name) => (archive ? (random.chance(0.5) ? ARCHIVE.has(name) : true) : !ARCHIVE.has(name)))
    const name = random.pick(names.length > 0 ? names : Object.keys(MUTATORS))
    const changed = MUTATORS[name]?.(bytes, random, corpus) ?? bytes
    bytes = changed.length > LARGEST ? changed.subarray(0, LARGEST) : changed
    story.push(name)
  }
  const own = /\.\w+$/.exec(source.name)?.[0] ?? ''
  return { name: `file${random.chance(0.3) ? random.pick(ENDINGS) : own}`, bytes, story: story.join(' → ') }
}
