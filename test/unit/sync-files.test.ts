import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checkCode, isSignedBy, makeDeviceKey, signWith } from '../../src/backend/sync/keys'
import { createSeal } from '../../src/backend/sync/seal'
import { encodeSegment, readSegment, type BodyLine, type SegmentExpected, type SegmentFacts } from '../../src/backend/sync/segment'
import { encodeSigned, readSigned, sha256Of } from '../../src/backend/sync/signed-file'

const DEVICE = 'a1b2c3d4e5f6g7h8'
const OTHER = 'zzzzzzzzzzzzzzz1'
const VAULT = 'vault0vault0vaul'
const own = makeDeviceKey()
const stamp = (counter: number, stream = DEVICE): string => `0m8abcdef-${counter.toString(36).padStart(4, '0')}-${stream}`
const facts: SegmentFacts = { schema: 11, vault: VAULT, device: DEVICE, stream: DEVICE, epoch: 1, seq: 1, prev: '', madeAt: 1_764_000_000_000, audit: { seq: 3, hash: 'a'.repeat(64) } }
const lines: readonly BodyLine[] = [
  { kind: 'knows', vector: { [OTHER]: stamp(1, OTHER) } },
  { kind: 'change', stamp: stamp(1), table: 'cases', row: 'case-1', group: '*', fields: { kind: 'quality', buyer_nick: '买家小明', amount_cents: 1299 }, by: 'staff-1' },
  { kind: 'knows', vector: { [OTHER]: stamp(9, OTHER), [`${OTHER}.2`]: stamp(2, `${OTHER}.2`) } },
  { kind: 'change', stamp: stamp(2), table: 'cases', row: 'case-1', group: 'deleted', fields: { deleted_at: null }, by: null },
]
const expected: SegmentExpected = { vault: VAULT, device: DEVICE, stream: DEVICE, seq: 1, prev: '', publicKey: own.publicKey, seal: null }
const plain = { privateKey: own.privateKey, seal: null }
const faultOf = (bytes: Uint8Array, of: Partial<SegmentExpected> = {}): string => {
  const read = readSegment(bytes, { ...expected, ...of })
  return read.ok ? 'none' : read.fault
}

describe('keys of devices (S6)', () => {
  it('S6: what a device signed is known by its key, and nothing else is', () => {
    const other = makeDeviceKey()
    const bytes = Buffer.from('one line')
    const signature = signWith(own.privateKey, bytes)
    expect(isSignedBy(own.publicKey, bytes, signature)).toBe(true)
    expect(isSignedBy(other.publicKey, bytes, signature)).toBe(false)
    expect(isSignedBy(own.publicKey, Buffer.from('one Line'), signature)).toBe(false)
    for (const broken of ['', 'x', signature.slice(4), `${signature} `, signature.replace('==', '')]) expect(isSignedBy(own.publicKey, bytes, broken)).toBe(false)
    for (const noKey of ['', 'AAAA', own.privateKey, own.publicKey.slice(0, -4)]) expect(isSignedBy(noKey, bytes, signature)).toBe(false)
  })

  it('S6: the check code is eight digits that follow from the key', () => {
    const other = makeDeviceKey()
    expect(checkCode(own.publicKey)).toMatch(/^\d{4} \d{4}$/)
    expect(checkCode(own.publicKey)).toBe(checkCode(own.publicKey))
    expect(checkCode(other.publicKey)).not.toBe(checkCode(own.publicKey))
  })
})

describe('segments (S2, S6)', () => {
  it('S2: a segment comes back as it was written, and its header says what its lines hold', () => {
    const { bytes, head } = encodeSegment(facts, lines, plain)
    const read = readSegment(bytes, { ...expected, bytes: bytes.length })
    if (!read.ok) throw new Error(read.fault)
    expect(read.lines()).toEqual(lines)
    expect(read.head).toBe(head)
    expect(read.header).toMatchObject({ ...facts, changes: 2, first: stamp(1), last: stamp(2), knows: { [OTHER]: stamp(9, OTHER), [`${OTHER}.2`]: stamp(2, `${OTHER}.2`) } })
    expect(Buffer.from(bytes).toString('latin1').split('\n')[0]).toMatch(/^\{"kind":"segment","format":1,/)
  })

  it('S2: an empty segment only says what its writer knows', () => {
    const { bytes } = encodeSegment(facts, lines.slice(0, 1), plain)
    const read = readSegment(bytes, expected)
    expect(read).toMatchObject({ ok: true, header: { changes: 0, first: '', last: '', knows: { [OTHER]: stamp(1, OTHER) } } })
  })

  it('S2: a file of another vault, device, number or chain, or one that is shorter than listed, is refused with its fault', () => {
    const { bytes } = encodeSegment(facts, lines, plain)
    expect(faultOf(bytes, { vault: OTHER })).toBe('vault')
    expect(faultOf(bytes, { device: OTHER })).toBe('name')
    expect(faultOf(bytes, { stream: `${DEVICE}.2` })).toBe('name')
    expect(faultOf(bytes, { seq: 2 })).toBe('name')
    expect(faultOf(bytes, { prev: 'b'.repeat(64) })).toBe('chain')
    expect(faultOf(bytes, { publicKey: makeDeviceKey().publicKey })).toBe('signature')
    expect(faultOf(bytes, { bytes: bytes.length + 1 })).toBe('torn')
    expect(faultOf(bytes.subarray(0, -1))).toBe('torn')
    expect(faultOf(Buffer.concat([bytes, Buffer.from('x')]))).toBe('torn')
    expect(faultOf(Buffer.alloc(0))).toBe('torn')
    expect(faultOf(encodeSegment({ ...facts, epoch: 2 }, lines, plain).bytes)).toBe('name')
  })

  it('S6: a kind or format that is not known waits for the update', () => {
    const { bytes } = encodeSegment(facts, lines, plain)
    const read = readSigned(bytes, own.publicKey)
    if (!read.ok) throw new Error(read.fault)
    const again = (change: object): Uint8Array => encodeSigned({ ...(read.file.facts as object), ...change }, own.privateKey, read.file.body).bytes
    expect(faultOf(again({}))).toBe('none')
    // A newer writer may say more in a header of this format.
    expect(faultOf(again({ mood: 'good' }))).toBe('none')
    for (const change of [{ kind: 'parcel' }, { format: 2 }, { seq: 'one' }, { knows: { [OTHER]: stamp(1) } }, { body: { bytes: 1 } }]) expect(faultOf(again(change))).toBe('format')
    expect(faultOf(encodeSigned([1], own.privateKey).bytes)).toBe('format')
  })

  it('S6: a signed body that is not what its header announces is refused, and takes no more memory than announced', () => {
    const { bytes } = encodeSegment(facts, lines, plain)
    const read = readSigned(bytes, own.publicKey)
    if (!read.ok) throw new Error(read.fault)
    const header = read.file.facts as Record<string, unknown>
    const withBody = (body: Buffer, length: number, change: object = {}): Uint8Array =>
      encodeSigned({ ...header, ...change, body: { bytes: body.length, sha256: sha256Of(body), plain: length, nonce: null } }, own.privateKey, body).bytes
    const ofText = (text: string, change: object = {}): string => faultOf(withBody(gzipSync(text), Buffer.byteLength(text), change))
    const first = JSON.stringify({ k: { [OTHER]: stamp(1, OTHER) } })
    const known = { knows: { [OTHER]: stamp(1, OTHER) } }
    const one = { ...known, changes: 1, first: stamp(1), last: stamp(1) }
    const change = (values: unknown[]): string => `${first}\n${JSON.stringify({ c: values })}\n`
    expect(ofText(change([stamp(1), 'cases', 'case-1', 'memo', { memo: 'x' }, null]), one)).toBe('none')

    expect(faultOf(withBody(gzipSync(Buffer.alloc(5_000_000)), 1000))).toBe('content')
    expect(faultOf(withBody(gzipSync('{}\n'), 4))).toBe('content')
    expect(faultOf(withBody(Buffer.from('not gzip'), 8))).toBe('content')
    expect(faultOf(withBody(gzipSync(Buffer.from([0xff, 0x0a])), 2))).toBe('content')
    const wrong: readonly unknown[][] = [
      [stamp(1, OTHER), 'cases', 'case-1', 'memo', { memo: 'x' }, null],
      ['yesterday', 'cases', 'case-1', 'memo', { memo: 'x' }, null],
      [stamp(1), 'ca"ses', 'case-1', 'memo', { memo: 'x' }, null],
      [stamp(1), 'cases', 7, 'memo', { memo: 'x' }, null],
      [stamp(1), 'cases', 'case-1', '', { memo: 'x' }, null],
      [stamp(1), 'cases', 'case-1', 'memo', { memo: true }, null],
      [stamp(1), 'cases', 'case-1', 'memo', { 'memo = 1, x': 'x' }, null],
      [stamp(1), 'cases', 'case-1', 'memo', [], null],
      [stamp(1), 'cases', 'case-1', 'memo', { memo: 'x' }, 1],
      [stamp(1), 'cases', 'case-1', 'memo', { memo: 'x' }],
    ]
    for (const values of wrong) expect(ofText(change(values), one)).toBe('content')
    expect(ofText(`${first}\n{"c":["${stamp(1)}","cases","case-1","memo",{"amount":1e999},null]}\n`, one)).toBe('content')
    expect(ofText(`${first}\n{"c":["${stamp(1)}","cases","case-1","memo",{"__proto__":1},null]}\n`, one)).toBe('content')
    for (const text of ['', `${first}`, `${first}\n\n`, `${first}\nnull\n`, `${first}\n{}\n`, `${first}\n{"k":{},"c":[]}\n`, `${first}\n{"z":[]}\n`, `{"k":{"${DEVICE}":"${stamp(1)}"}}\n`]) {
      expect(ofText(text, { ...known, changes: 0, first: '', last: '' }), text).toBe('content')
    }
    // What the header says and what the lines say are one.
    const text = change([stamp(1), 'cases', 'case-1', 'memo', { memo: 'x' }, null])
    for (const said of [{ changes: 2 }, { first: stamp(0) }, { last: stamp(2) }, { knows: {} }]) expect(ofText(text, { ...one, ...said })).toBe('content')
  })

  it('S6: in a vault with a passphrase nothing unsealed is read, and nothing sealed without it', () => {
    const seal = createSeal(Buffer.alloc(32, 7))
    const sealed = encodeSegment(facts, lines, { privateKey: own.privateKey, seal }).bytes
    expect(readSegment(sealed, { ...expected, seal })).toMatchObject({ ok: true, header: { changes: 2 } })
    expect(faultOf(sealed)).toBe('sealed')
    expect(faultOf(sealed, { seal: createSeal(Buffer.alloc(32, 8)) })).toBe('sealed')
    expect(faultOf(encodeSegment(facts, lines, plain).bytes, { seal })).toBe('sealed')
    // The body of one segment under the header of another, signed by the device itself, does not open.
    const read = readSigned(sealed, own.publicKey)
    if (!read.ok) throw new Error(read.fault)
    const moved = encodeSigned({ ...(read.file.facts as object), seq: 2 }, own.privateKey, read.file.body).bytes
    expect(faultOf(moved, { seal, seq: 2 })).toBe('sealed')
  })

  it('S2: lines that no reader would take are not signed', () => {
    const twice = [lines[0], lines[3], lines[1]] as readonly BodyLine[]
    const bad: readonly (readonly BodyLine[])[] = [
      [],
      lines.slice(1),
      twice,
      [{ kind: 'knows', vector: { [DEVICE]: stamp(1) } }],
      [...lines, { kind: 'change', stamp: stamp(3, OTHER), table: 'cases', row: 'r', group: '*', fields: {}, by: null }],
      [...lines, { kind: 'change', stamp: stamp(3), table: 'cases', row: '', group: '*', fields: {}, by: null }],
      [...lines, { kind: 'change', stamp: stamp(3), table: 'cases', row: 'r', group: '*', fields: { amount_cents: Number.NaN }, by: null }],
    ]
    for (const each of bad) expect(() => encodeSegment(facts, each, plain)).toThrow('are no segment')
  })
})
