import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutSegments, type LoggedLine } from '../../src/backend/sync/chunks'
import { makeDeviceKey } from '../../src/backend/sync/keys'
import { manifestName, parseName, partName, presenceName, segmentName } from '../../src/backend/sync/names'
import { encodePresence, readPresence } from '../../src/backend/sync/presence-file'
import { createSeal, type Seal } from '../../src/backend/sync/seal'
import { encodeSegment, readSegment, SEGMENT_FAULTS, type BodyLine, type SegmentExpected, type SegmentFacts } from '../../src/backend/sync/segment'
import { encodeParts, readPart, type SnapshotLine } from '../../src/backend/sync/snapshot-file'

const DEVICE = 'a1b2c3d4e5f6g7h8'
const OTHERS = ['zzzzzzzzzzzzzzz1', 'zzzzzzzzzzzzzzz2', 'zzzzzzzzzzzzzzz2.2']
const VAULT = 'vault0vault0vaul'
const own = makeDeviceKey()
const seal = createSeal(Buffer.alloc(32, 7))
const stamp = (n: number, stream: string): string => `${n.toString(36).padStart(9, '0')}-0000-${stream}`

const base36 = '0123456789abcdefghijklmnopqrstuvwxyz'
const deviceId = fc.string({ unit: fc.constantFrom(...base36), minLength: 16, maxLength: 16 })
const stream = fc.tuple(deviceId, fc.option(fc.integer({ min: 2, max: 99_999 }))).map(([id, epoch]) => (epoch === null ? id : `${id}.${epoch}`))
const vector = fc.dictionary(fc.constantFrom(...OTHERS), fc.nat(1e9)).map((known) => Object.fromEntries(Object.entries(known).map(([of, n]) => [of, stamp(n, of)])))
const column = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/)
/** Any text that may stand in a column, lone surrogates and line breaks included. */
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r\n', '"', '\ud800', '\u2028', '买家', ''))
const fields = fc.dictionary(column, fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0), fc.constant(null)), { maxKeys: 6 }).map((of) => ({ ...of }))
const rowId = fc.string({ minLength: 1, maxLength: 30 })
const change = fc.record({ table: column, row: rowId, group: fc.oneof(fc.constant('*'), column), fields, by: fc.option(rowId) })

/** Lines as a writer has them: a vector, then changes whose stamps rise, and vectors between them. */
const lines = fc.tuple(vector, fc.array(fc.oneof({ arbitrary: change, weight: 4 }, vector.map((known) => ({ known }))), { maxLength: 12 })).map(([start, rest]): readonly BodyLine[] => [
  { kind: 'knows', vector: start },
  ...rest.map((each, at): BodyLine => ('known' in each ? { kind: 'knows', vector: each.known } : { kind: 'change', stamp: stamp(at, DEVICE), ...each })),
])
const withSeal = fc.constantFrom<Seal | null>(null, seal)

const facts: SegmentFacts = { schema: 11, vault: VAULT, device: DEVICE, stream: DEVICE, epoch: 1, seq: 1, prev: '', madeAt: 1_764_000_000_000, audit: { seq: 0, hash: '' } }
const expected: SegmentExpected = { vault: VAULT, device: DEVICE, stream: DEVICE, seq: 1, prev: '', publicKey: own.publicKey, seal: null }
const written = (of: readonly BodyLine[], with_: Seal | null, change_: Partial<SegmentFacts> = {}): { bytes: Uint8Array; head: string } => encodeSegment({ ...facts, ...change_ }, of, { privateKey: own.privateKey, seal: with_ })

const SAMPLE: readonly BodyLine[] = [
  { kind: 'knows', vector: { [OTHERS[0] ?? '']: stamp(5, OTHERS[0] ?? '') } },
  { kind: 'change', stamp: stamp(1, DEVICE), table: 'cases', row: 'c1', group: 'memo', fields: { memo: '内容 that nobody else may read', amount_cents: 1299 }, by: 's1' },
]

describe('files of a shared store, for any content (spec S2, S6)', () => {
  it('S2: any segment comes back as it was written, sealed or not', () => {
    fc.assert(
      fc.property(lines, withSeal, (of, with_) => {
        const { bytes, head } = written(of, with_)
        const read = readSegment(bytes, { ...expected, seal: with_, bytes: bytes.length })
        if (!read.ok) throw new Error(read.fault)
        expect(JSON.stringify(read.lines())).toBe(JSON.stringify(of))
        expect(read.head).toBe(head)
      }),
      { numRuns: 150 },
    )
  })

  it('S2: a change of any one byte is seen, and so is any file that ends too early or too late', () => {
    for (const with_ of [null, seal]) {
      const { bytes } = written(SAMPLE, with_)
      const faults: readonly string[] = SEGMENT_FAULTS
      const refused = (changed: Uint8Array, what: string): void => {
        const read = readSegment(changed, { ...expected, seal: with_ })
        expect(read.ok ? 'taken' : read.fault, what).not.toBe('taken')
        expect(read.ok || faults.includes(read.fault), what).toBe(true)
      }
      for (let place = 0; place < bytes.length; place += 1) {
        // One bit, all bits, and what base64 and line ends might take for the same.
        for (const mask of [1 << (place % 8), 0xff, 0x06, 0x0a ^ (bytes[place] ?? 0)]) {
          if (mask === 0) continue
          const changed = Uint8Array.from(bytes)
          changed[place] = (changed[place] ?? 0) ^ mask
          refused(changed, `byte ${place} with ${mask}`)
        }
        const cut = readSegment(bytes.subarray(0, place), { ...expected, seal: with_ })
        expect(cut, `first ${place} bytes`).toEqual({ ok: false, fault: 'torn' })
      }
      refused(Buffer.concat([bytes, bytes]), 'twice')
    }
  })

  it('S2: no bytes of whatever kind make a reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, lineEnds) => {
        const given = lineEnds ? Buffer.concat([Buffer.from('{"kind":"segment"}\n'), bytes, Buffer.from('\n'), bytes]) : bytes
        expect(readSegment(given, expected).ok).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('S2: a file under the name of another one of the same device is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), withSeal, (is, named, with_) => {
        const prev = (seq: number): string => (seq === 1 ? '' : String(seq).repeat(64))
        const { bytes } = written(SAMPLE, with_, { seq: is, prev: prev(is) })
        expect(readSegment(bytes, { ...expected, seal: with_, seq: named, prev: prev(named) }).ok).toBe(is === named)
      }),
      { numRuns: 40 },
    )
  })

  it('S6: what is sealed is not in the file and is not read without the key', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...base36), minLength: 12, maxLength: 60 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (secret, key) => {
        fc.pre(!Buffer.from(key).equals(Buffer.alloc(32, 7)))
        const { bytes } = written([...SAMPLE, { kind: 'change', stamp: stamp(2, DEVICE), table: 'cases', row: 'c1', group: 'memo', fields: { memo: secret }, by: null }], seal)
        expect(Buffer.from(bytes).includes(secret)).toBe(false)
        for (const other of [null, createSeal(key)]) expect(readSegment(bytes, { ...expected, seal: other })).toEqual({ ok: false, fault: 'sealed' })
      }),
      { numRuns: 40 },
    )
  })

  it('S7: a change of any one byte of a presence file is seen', () => {
    const presence = { device: DEVICE, at: 5, until: 9, staff: { id: 's1', name: '小李' }, cases: [{ caseId: 'c1', doing: 'looking' as const, since: 4 }] }
    const bytes = encodePresence(presence, { vault: VAULT, privateKey: own.privateKey, seal })
    const read = (of: Uint8Array): boolean => readPresence(of, { vault: VAULT, device: DEVICE, at: 5, publicKey: own.publicKey, seal }).ok
    expect(read(bytes)).toBe(true)
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Uint8Array.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8))
      expect(read(changed), `byte ${place}`).toBe(false)
      expect(read(bytes.subarray(0, place)), `first ${place} bytes`).toBe(false)
    }
  })

  it('S2: however the log is cut, its changes come out once and in order, no more than asked for in one, and each segment stands alone', () => {
    fc.assert(
      fc.property(lines, vector, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 100, max: 2000 }), (of, start, changes, bytes) => {
        const logged: LoggedLine[] = of.map((line, at) => ({ seq: at + 1, line }))
        const cuts = [...cutSegments(logged, start, { changes, bytes })]
        const isChange = (line: BodyLine): boolean => line.kind === 'change'
        expect(cuts.flatMap((cut) => cut.lines.filter(isChange))).toEqual(of.filter(isChange))
        let known = start
        for (const cut of cuts) {
          expect(cut.lines[0]).toMatchObject({ kind: 'knows' })
          expect(cut.changes).toBeGreaterThan(0)
          expect(cut.changes).toBeLessThanOrEqual(changes)
          const read = readSegment(written(cut.lines, null).bytes, expected)
          if (!read.ok) throw new Error(read.fault)
          expect(read.header.knows).toEqual(cut.knows)
          for (const [stream_, at] of Object.entries(known)) expect(read.header.knows[stream_] ?? '').toSatisfy((now: string) => now >= at)
          known = cut.knows
        }
        // Every change stands after the same knowledge as in the log.
        expect(knowledge(cuts.flatMap((cut) => cut.lines))).toEqual(knowledge([{ kind: 'knows', vector: start }, ...of]))
      }),
      { numRuns: 150 },
    )
  })

  it('S5: any rows come back from the parts of a snapshot', () => {
    const line: fc.Arbitrary<SnapshotLine> = fc.oneof(
      fc.record({ kind: fc.constant('row' as const), table: column, row: rowId, stamps: fc.nat(99).map((n) => ({ '*': stamp(n, DEVICE) })), columns: fields }),
      change.map((of) => ({ kind: 'head' as const, stamp: stamp(1, DEVICE), ...of })),
      fc.tuple(change, vector, fc.boolean(), fc.option(fc.array(change, { maxLength: 3 }))).map(([of, knows, isPart, heads]) => ({
        kind: 'raw' as const, stamp: stamp(1, DEVICE), ...of, knows, isPart,
        whole: heads === null ? null : { stamps: { '*': stamp(1, DEVICE), memo: stamp(2, DEVICE) }, heads: heads.map(({ group, fields: said, by }, at) => ({ group, stamp: stamp(at, DEVICE), fields: said, by })) },
      })),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 1000 }), withSeal, (of, partBytes, with_) => {
        const place = { vault: VAULT, stream: DEVICE, seq: 1 }
        const back = [...encodeParts(of, { ...place, partBytes, seal: with_ })].flatMap(({ bytes, facts: said, part }) => {
          const read = readPart(bytes, said, { ...place, part, seal: with_ })
          if (!read.ok) throw new Error(read.fault)
          return read.lines
        })
        expect(JSON.stringify(back.map(sorted))).toBe(JSON.stringify(of.map(sorted)))
      }),
      { numRuns: 100 },
    )
  })

  it('S2: any name that is made is read as what it was made for', () => {
    const seq = fc.integer({ min: 1, max: 99_999_999 })
    fc.assert(
      fc.property(stream, deviceId, seq, fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 4e12 }), (of, device, n, part, at) => {
        expect(parseName(segmentName(of, n))).toEqual({ kind: 'segment', stream: of, seq: n })
        expect(parseName(manifestName(of, n))).toEqual({ kind: 'manifest', stream: of, seq: n })
        expect(parseName(partName(of, n, part))).toEqual({ kind: 'part', stream: of, seq: n, part })
        expect(parseName(presenceName(device, at))).toEqual({ kind: 'presence', device, at })
      }),
    )
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(parseName(`sync/${name}`)).toEqual({ kind: 'other' })
      }),
    )
  })
})

/** Of each change, the vector that its writer knew. */
function knowledge(of: readonly BodyLine[]): readonly [string, Readonly<Record<string, string>>][] {
  let known: Record<string, string> = {}
  const all: [string, Readonly<Record<string, string>>][] = []
  for (const line of of) {
    if (line.kind === 'change') all.push([line.stamp, known])
    else {
      known = { ...known }
      for (const [stream_, at] of Object.entries(line.vector)) if (at > (known[stream_] ?? '')) known[stream_] = at
    }
  }
  return all
}

/** The keys of a line in one order, so that lines compare as text. */
const sorted = (line: SnapshotLine): object => Object.fromEntries(Object.entries(line).sort(([a], [b]) => (a < b ? -1 : 1)))
