import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cutSegments, knowsLine, type LoggedLine } from '../../src/backend/sync/chunks'
import { makeDeviceKey } from '../../src/backend/sync/keys'
import * as names from '../../src/backend/sync/names'
import { encodePresence, readPresence, type PresenceFacts } from '../../src/backend/sync/presence-file'
import { encodeRequest, readRequest } from '../../src/backend/sync/request-file'
import { createSeal, newCipher, openCipher } from '../../src/backend/sync/seal'
import { encodeManifest, encodeParts, readManifest, readPart, type SnapshotLine, type SnapshotPart } from '../../src/backend/sync/snapshot-file'
import { encodeVault, readVault, type VaultFile } from '../../src/backend/sync/vault-file'

const DEVICE = 'a1b2c3d4e5f6g7h8'
const OTHER = 'zzzzzzzzzzzzzzz1'
const VAULT = 'vault0vault0vaul'
const NOW = 1_764_000_000_000
/** Far too weak for anybody but a test. */
const CHEAP = { n: 1024, r: 8, p: 1 }
const own = makeDeviceKey()
const seal = createSeal(Buffer.alloc(32, 7))
const stamp = (counter: number, stream = DEVICE): string => `0m8abcdef-${counter.toString(36).padStart(4, '0')}-${stream}`

describe('the passphrase (S6)', () => {
  it('S6: the right passphrase gives the key again, however it was typed; another one is told', async () => {
    const { kdf, key } = await newCipher('  团队口令 Ａ1 ', CHEAP)
    expect(kdf).toMatchObject({ kdf: 'scrypt', ...CHEAP })
    expect(await openCipher('团队口令 A1', kdf)).toEqual(key)
    await expect(openCipher('团队口令 a1', kdf)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    await expect(openCipher('团队口令 A1', { ...kdf, check: 'AAAA' })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    const again = await newCipher('团队口令 A1', CHEAP)
    expect(again.key).not.toEqual(key)
  })

  it('S6: names of sealed photos follow from the key and say nothing without it', () => {
    const sha256 = 'ab'.repeat(32)
    expect(seal.nameOf(sha256)).toMatch(/^[0-9a-f]{64}$/)
    expect(seal.nameOf(sha256)).toBe(createSeal(Buffer.alloc(32, 7)).nameOf(sha256))
    expect(createSeal(Buffer.alloc(32, 8)).nameOf(sha256)).not.toBe(seal.nameOf(sha256))
  })
})

describe('sealed photos (S4, S6)', () => {
  let folder = ''
  const at = (name: string): string => join(folder, name)
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealed-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const MB = 1024 * 1024
  const isThere = (name: string): Promise<boolean> => stat(at(name)).then(() => true, () => false)

  it('S4: a photo of any size comes back byte for byte, and the same photo always gives the same sealed bytes', async () => {
    for (const size of [0, 1, MB - 1, MB, MB + 1, 2 * MB + 5]) {
      const content = Buffer.alloc(size, 'photo bytes ')
      await writeFile(at(`plain-${size}`), content)
      await seal.sealFile(at(`plain-${size}`), at(`sealed-${size}`))
      await seal.sealFile(at(`plain-${size}`), at(`again-${size}`))
      await seal.openFile(at(`sealed-${size}`), at(`back-${size}`))
      const sealed = await readFile(at(`sealed-${size}`))
      expect((await readFile(at(`back-${size}`))).equals(content)).toBe(true)
      expect(sealed.equals(await readFile(at(`again-${size}`)))).toBe(true)
      expect(sealed.includes('photo bytes')).toBe(false)
    }
  })

  it('S4: a sealed photo that was changed, cut, put in another order or sealed by another key is not opened, and nothing is left behind', async () => {
    const content = Buffer.concat([Buffer.alloc(MB, 'a'), Buffer.alloc(MB, 'b'), Buffer.alloc(10, 'c')])
    await writeFile(at('three'), content)
    await seal.sealFile(at('three'), at('three.bin'))
    const sealed = await readFile(at('three.bin'))
    const start = 40
    const chunk = MB + 16
    const first = sealed.subarray(start, start + chunk)
    const second = sealed.subarray(start + chunk, start + 2 * chunk)
    const header = sealed.subarray(0, start)
    const flipped = (place: number): Buffer => {
      const bytes = Buffer.from(sealed)
      bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
      return bytes
    }
    const broken: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      'no chunk': header,
      'whole chunks only': sealed.subarray(0, start + 2 * chunk),
      'one byte short': sealed.subarray(0, -1),
      'one byte more': Buffer.concat([sealed, Buffer.from('x')]),
      swapped: Buffer.concat([header, second, first, sealed.subarray(start + 2 * chunk)]),
      twice: Buffer.concat([header, first, first, sealed.subarray(start + 2 * chunk)]),
      ...Object.fromEntries([0, 7, 8, 39, 40, start + chunk - 1, sealed.length - 1].map((place) => [`byte ${place}`, flipped(place)])),
    }
    for (const [name, bytes] of Object.entries(broken)) {
      await writeFile(at('broken'), bytes)
      await expect(seal.openFile(at('broken'), at('opened')), name).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
      expect(await isThere('opened')).toBe(false)
    }
    await expect(createSeal(Buffer.alloc(32, 8)).openFile(at('three.bin'), at('opened'))).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
    // What is there is never written over.
    await expect(seal.openFile(at('three.bin'), at('three'))).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    expect((await readFile(at('three'))).equals(content)).toBe(true)
  })
})

describe('names in the store (S2)', () => {
  it('S2: every name is read as what it was made for', () => {
    const of: readonly [string, string, names.StoreName][] = [
      [names.vaultName(VAULT), `sync/vault-${VAULT}.json`, { kind: 'vault', vault: VAULT }],
      [names.requestName(DEVICE), `sync/requests/${DEVICE}.json`, { kind: 'request', device: DEVICE }],
      [names.segmentName(`${DEVICE}.2`, 1), `sync/streams/${DEVICE}.2/00000001.seg`, { kind: 'segment', stream: `${DEVICE}.2`, seq: 1 }],
      [names.manifestName(DEVICE, 0), `sync/snapshots/${DEVICE}-00000000.json`, { kind: 'manifest', stream: DEVICE, seq: 0 }],
      [names.partName(DEVICE, 7, 2), `sync/snapshots/${DEVICE}-00000007/0002.rows`, { kind: 'part', stream: DEVICE, seq: 7, part: 2 }],
      [names.presenceName(DEVICE, NOW), `sync/presence/${DEVICE}-${NOW.toString(36)}.json`, { kind: 'presence', device: DEVICE, at: NOW }],
    ]
    for (const [made, name, parsed] of of) {
      expect(made).toBe(name)
      expect(names.parseName(name)).toEqual(parsed)
      expect(names.parseName(`${name}.tmp`).kind).toBe('other')
      expect(names.parseName(`x/${name}`).kind).toBe('other')
    }
    expect(names.vaultIdOf(`sync/vault-${VAULT}.json`)).toBe(VAULT)
    expect(names.vaultIdOf(names.requestName(DEVICE))).toBeNull()
  })

  it('S2: a name in another spelling is none of ours', () => {
    const others = [
      '', 'sync', 'sync/', 'readme.txt', 'sync/vault-.json', `sync/vault-${VAULT.toUpperCase()}.json`, `sync/streams/${DEVICE}/1.seg`, `sync/streams/${DEVICE}/00000000.seg`,
      `sync/streams/${DEVICE}.1/00000001.seg`, `sync/streams/${DEVICE}.02/00000001.seg`, `sync/streams/../00000001.seg`, `sync/snapshots/${DEVICE}-00000001`,
      `sync/snapshots/${DEVICE}-00000001.json/0001.rows`, `sync/snapshots/${DEVICE}-00000001/0000.rows`, `sync/presence/${DEVICE}-0abc.json`, `sync/requests/${DEVICE}`, `Sync/requests/${DEVICE}.json`,
    ]
    for (const name of others) expect(names.parseName(name), name).toEqual({ kind: 'other' })
    expect(() => names.segmentName(DEVICE, 100_000_000)).toThrow(RangeError)
    expect(() => names.segmentName(DEVICE, -1)).toThrow(RangeError)
  })

  it('S4: a photo keeps its readable name with a piece of its content hash; a sealed one shows neither', () => {
    const sha256 = '1a2b3c4d'.padEnd(64, '0')
    expect(names.photoName('2026-07/买家.小明/买家.小明_20260701_1.jpg', sha256)).toBe('photos/2026-07/买家.小明/买家.小明_20260701_1~1a2b3c4d.jpg')
    expect(names.photoName('2026.07/photo', sha256)).toBe('photos/2026.07/photo~1a2b3c4d')
    const sealed = names.sealedPhotoName(seal.nameOf(sha256))
    expect(sealed).toMatch(/^photos\/sealed\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.bin$/)
    expect(names.parseName(sealed)).toEqual({ kind: 'photo', path: sealed })
  })
})

describe('cutting (S2)', () => {
  const change = (n: number, text = 'x'): LoggedLine => ({ seq: n, line: { kind: 'change', stamp: stamp(n), table: 'cases', row: `case-${n}`, group: 'memo', fields: { memo: text }, by: null } })
  const knows = (n: number): LoggedLine => ({ seq: n, line: knowsLine({ [OTHER]: stamp(n, OTHER) }) })

  it('S2: segments hold at most so many changes, and each begins with all that was known', () => {
    const cuts = [...cutSegments([change(1), knows(2), knows(3), change(4), change(5), knows(6)], { [OTHER]: stamp(0, OTHER) }, { changes: 2, bytes: 1_000_000 })]
    expect(cuts.map(({ changes, toChange }) => [changes, toChange])).toEqual([[2, 4], [1, 6]])
    expect(cuts[0]?.lines).toEqual([knowsLine({ [OTHER]: stamp(0, OTHER) }), change(1).line, knows(3).line, change(4).line])
    expect(cuts[1]?.lines).toEqual([knows(3).line, change(5).line, knows(6).line])
    expect(cuts[1]?.knows).toEqual({ [OTHER]: stamp(6, OTHER) })
  })

  it('S2: segments hold about so many bytes; a change that is larger alone gets its own', () => {
    const cuts = [...cutSegments([change(1), change(2, '长'.repeat(2000)), change(3), change(4)], {}, { changes: 100, bytes: 1000 })]
    expect(cuts.map(({ toChange }) => toChange)).toEqual([1, 2, 4])
  })

  it('S2: nothing to say gives nothing to write', () => {
    expect([...cutSegments([], {}, { changes: 2, bytes: 1000 })]).toEqual([])
    expect([...cutSegments([knows(1)], {}, { changes: 2, bytes: 1000 })]).toEqual([])
  })
})

describe('vault and request (S2, S6)', () => {
  const facts: Omit<VaultFile, 'kind' | 'format'> = { vault: VAULT, name: '售后团队', createdAt: NOW, founder: { device: DEVICE, name: '前台', part: '7F3K', key: own.publicKey }, cipher: null }
  const request = { vault: VAULT, device: DEVICE, name: '仓库电脑', part: '7F3K', publicKey: own.publicKey, madeAt: NOW, schema: 11 }

  it('S2: a vault comes back as it was founded; another one, a changed one and a torn one are refused', async () => {
    const { kdf } = await newCipher('pass', CHEAP)
    for (const cipher of [null, kdf]) {
      const bytes = encodeVault({ ...facts, cipher }, own.privateKey)
      expect(readVault(bytes, VAULT)).toEqual({ ok: true, vault: { kind: 'vault', format: 1, ...facts, cipher } })
      expect(readVault(bytes, OTHER)).toEqual({ ok: false, fault: 'vault' })
      expect(readVault(bytes.subarray(0, -1), VAULT)).toEqual({ ok: false, fault: 'torn' })
      expect(readVault(Buffer.from(Buffer.from(bytes).toString().replace('前台', '后台')), VAULT)).toEqual({ ok: false, fault: 'signature' })
    }
    expect(readVault(encodeVault(facts, makeDeviceKey().privateKey), VAULT)).toEqual({ ok: false, fault: 'signature' })
    // A cost that would take all memory of the reader is refused before anything is tried.
    expect(() => encodeVault({ ...facts, cipher: { ...kdf, n: 2 ** 24 } }, own.privateKey)).toThrow('cipher')
  })

  it('S6: a request says who asks, signed by the key that it asks for', () => {
    const bytes = encodeRequest(request, own.privateKey)
    expect(readRequest(bytes, { vault: VAULT, device: DEVICE })).toEqual({ ok: true, request: { kind: 'request', format: 1, ...request } })
    expect(readRequest(bytes, { vault: OTHER, device: DEVICE })).toEqual({ ok: false, fault: 'vault' })
    expect(readRequest(bytes, { vault: VAULT, device: OTHER })).toEqual({ ok: false, fault: 'name' })
    expect(readRequest(encodeRequest(request, makeDeviceKey().privateKey), { vault: VAULT, device: DEVICE })).toEqual({ ok: false, fault: 'signature' })
    expect(readRequest(encodeVault(facts, own.privateKey), { vault: VAULT, device: DEVICE })).toEqual({ ok: false, fault: 'format' })
  })
})

describe('presence (S7)', () => {
  const facts: PresenceFacts = { device: DEVICE, at: NOW, until: NOW + 45_000, staff: { id: 's1', name: '小李' }, cases: [{ caseId: 'c1', doing: 'answering', since: NOW - 5000 }] }
  it('S7: who looks at what comes back, sealed when the team has a passphrase', () => {
    for (const with_ of [null, seal]) {
      const bytes = encodePresence(facts, { vault: VAULT, privateKey: own.privateKey, seal: with_ })
      const expected = { vault: VAULT, device: DEVICE, at: NOW, publicKey: own.publicKey, seal: with_ }
      expect(readPresence(bytes, expected)).toEqual({ ok: true, presence: facts })
      expect(readPresence(bytes, { ...expected, at: NOW + 1 })).toEqual({ ok: false, fault: 'name' })
      expect(readPresence(bytes, { ...expected, vault: OTHER })).toEqual({ ok: false, fault: 'vault' })
      expect(readPresence(bytes, { ...expected, seal: with_ === null ? seal : null })).toEqual({ ok: false, fault: 'sealed' })
      expect(Buffer.from(bytes).includes('小李')).toBe(false)
    }
  })
})

describe('snapshots (S5)', () => {
  const place = { vault: VAULT, stream: DEVICE, seq: 3 }
  const version = { stamp: stamp(2, OTHER), table: 'cases', row: 'case-1', group: 'memo', fields: { memo: '别的' }, by: 'staff-2' }
  const lines: readonly SnapshotLine[] = [
    { kind: 'row', table: 'cases', row: 'case-1', stamps: { '*': stamp(1), memo: stamp(2) }, columns: { kind: 'quality', memo: 'x' } },
    { kind: 'head', ...version },
    { kind: 'raw', ...version, table: 'table_of_tomorrow', knows: { [DEVICE]: stamp(1) }, isPart: false, whole: null },
    { kind: 'raw', ...version, fields: { mood: 'good' }, knows: {}, isPart: true, whole: null },
    { kind: 'raw', ...version, group: '*', knows: {}, isPart: false, whole: { stamps: { '*': stamp(1), memo: stamp(2) }, heads: [{ group: 'memo', stamp: stamp(2), fields: { memo: 'x' }, by: null }] } },
    ...Array.from({ length: 50 }, (_, n): SnapshotLine => ({ kind: 'row', table: 'buyer', row: `b${n}`, stamps: { '*': stamp(n) }, columns: { nick: `买家${n}` } })),
  ]

  it('S5: a snapshot comes back line by line from parts of the asked size, each as its manifest says', () => {
    for (const with_ of [null, seal]) {
      const parts = [...encodeParts(lines, { ...place, partBytes: 1000, seal: with_ })]
      expect(parts.length).toBeGreaterThan(3)
      expect(parts.every(({ facts }) => facts.plain <= 1000)).toBe(true)
      const facts = { schema: 11, vault: VAULT, device: DEVICE, stream: DEVICE, seq: 3, madeAt: NOW, covers: { [DEVICE]: stamp(9) }, positions: { [DEVICE]: { seq: 3, prev: 'c'.repeat(64) } }, parts: parts.map((each) => each.facts) }
      const read = readManifest(encodeManifest(facts, own.privateKey), { ...place, device: DEVICE, publicKey: own.publicKey })
      if (!read.ok) throw new Error(read.fault)
      expect(read.manifest).toEqual({ kind: 'snapshot', format: 1, ...facts })
      const back = parts.flatMap(({ bytes, part }, index) => {
        const of = readPart(bytes, read.manifest.parts[index] as SnapshotPart, { ...place, part, seal: with_ })
        if (!of.ok) throw new Error(of.fault)
        return of.lines
      })
      expect(back).toEqual(lines)
    }
  })

  it('S5: a part under another number or of another snapshot, and one that was changed, is refused', () => {
    const [first, second] = [...encodeParts(lines, { ...place, partBytes: 1000, seal })]
    if (first === undefined || second === undefined) throw new Error('two parts are expected')
    const read = (bytes: Uint8Array, facts: SnapshotPart, at: object = {}): unknown => readPart(bytes, facts, { ...place, part: 1, seal, ...at })
    expect(read(first.bytes, first.facts)).toMatchObject({ ok: true })
    expect(read(second.bytes, first.facts)).toEqual({ ok: false, fault: 'torn' })
    expect(read(second.bytes, second.facts)).toEqual({ ok: false, fault: 'sealed' })
    expect(read(first.bytes, first.facts, { seq: 4 })).toEqual({ ok: false, fault: 'sealed' })
    expect(read(first.bytes.subarray(1), first.facts)).toEqual({ ok: false, fault: 'torn' })
    expect(read(first.bytes, { ...first.facts, rows: first.facts.rows + 1 })).toEqual({ ok: false, fault: 'content' })
    expect([...encodeParts([], { ...place, partBytes: 1000, seal: null })]).toEqual([])
  })

  it('S5: a manifest of another vault, device or number is refused', () => {
    const bytes = encodeManifest({ schema: 11, vault: VAULT, device: DEVICE, stream: DEVICE, seq: 3, madeAt: NOW, covers: {}, positions: {}, parts: [] }, own.privateKey)
    const expected = { ...place, device: DEVICE, publicKey: own.publicKey }
    expect(readManifest(bytes, { ...expected, vault: OTHER })).toEqual({ ok: false, fault: 'vault' })
    expect(readManifest(bytes, { ...expected, seq: 4 })).toEqual({ ok: false, fault: 'name' })
    expect(readManifest(bytes, { ...expected, device: OTHER })).toEqual({ ok: false, fault: 'name' })
    expect(readManifest(bytes, { ...expected, publicKey: makeDeviceKey().publicKey })).toEqual({ ok: false, fault: 'signature' })
    expect(readManifest(Buffer.concat([bytes, Buffer.from('x')]), expected)).toEqual({ ok: false, fault: 'format' })
  })
})
