import type { JoinPreview } from '../../../contract/sync'
import { JOIN_COUNTS, type JoinCount } from '../../../domain/sync/join'
import type { Kernel } from '../kernel'
import { openSnapshot } from '../../db/snapshot-read'
import type { WholeRow } from '../../db/merge'
import type { FileStore } from '../../sync/store'
import { segmentName } from '../../sync/names'
import { readSegment } from '../../sync/segment'
import { deviceOf } from '../../../domain/sync/vector'
import { devicePart } from '../../../domain/case/case-no'
import type { Link, VaultRecord } from './link'
import { sortListing, type Listing } from './listing'
import { manifestOf, partsOf } from './snapshot'
import { readAdmissions, senderOf } from './trust'
import { cipherOf, lookAtVault, sealFor } from './vault'

const TABLE_OF: Readonly<Record<JoinCount, string>> = { cases: 'cases', claims: 'claim', photos: 'photo', orders: 'orders', wrongShipments: 'wrong_shipment', staff: 'staff' }
const NUMBERS: Readonly<Record<string, string>> = { cases: 'case_no', claim: 'claim_no', wrong_shipment: 'entry_no', appeal: 'appeal_no', register_entry: 'entry_no' }

/** Rows as the store has them, by table and id: their columns as text, to be compared. */
type Rows = Map<string, Map<string, string>>

interface Seen {
  readonly rows: Rows
  readonly names: { staff: Map<string, string>; shop: Map<string, string>; numbers: Map<string, string> }
  changes: number
}

const emptySeen = (): Seen => ({ rows: new Map(), names: { staff: new Map(), shop: new Map(), numbers: new Map() }, changes: 0 })

function look(seen: Seen, { table, row, columns }: Pick<WholeRow, 'table' | 'row' | 'columns'>): void {
  const rows = seen.rows.get(table) ?? new Map<string, string>()
  seen.rows.set(table, rows)
  const before = rows.get(row)
  const now = before === undefined ? columns : { ...(JSON.parse(before) as WholeRow['columns']), ...columns }
  rows.set(row, JSON.stringify(Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null).sort(([a], [b]) => (a < b ? -1 : 1)))))
  const { name } = now
  if (table === 'staff' && typeof name === 'string') seen.names.staff.set(name, row)
  if (table === 'shop' && typeof name === 'string') seen.names.shop.set(name, row)
  const number = now[NUMBERS[table] ?? '']
  if (typeof number === 'string') seen.names.numbers.set(number, row)
}

/**
 * What joining would do (S5): reads the newest snapshot and what came after it, and compares with what is here. Writes nothing, here or there.
 * @throws AppError STORE_EMPTY, PASSPHRASE_WRONG, FILE_DAMAGED; StoreError
 */
export async function previewOf(kernel: Kernel, store: FileStore, passphrase: string | null): Promise<JoinPreview> {
  const vault = await lookAtVault(store, null)
  const seal = sealFor(await cipherOf(vault, passphrase))
  const record: VaultRecord = { id: vault.vault, name: vault.name, createdAt: vault.createdAt, founder: vault.founder, cipher: vault.cipher, deviceName: '', publicKey: '' }
  const link: Link = { vault: record, store, seal, privateKey: '' }
  const entries = await store.list('sync/')
  const listing = sortListing(entries)
  await readAdmissions(kernel, link, listing)
  const theirs = await readTheirs(kernel, link, listing)
  const ours = readOurs(kernel)
  const devices = [...(theirs.rows.get('sync_device') ?? [])].map(([id, text]) => ({ id, ...(JSON.parse(text) as { name: string; part: string; retired_at?: number }) }))
  const files = [...listing.streams.values()].reduce((sum, segments) => sum + segments.size, 0) + listing.parts.length
  const shared = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] => [...one].filter(([name, id]) => other.has(name) && other.get(name) !== id).map(([name]) => name)
  const clashes = [
    // this PC’s own former place is none: it comes back under a new name
    { kind: 'part' as const, names: devices.filter(({ id, part }) => part === devicePart(kernel.deviceId) && id !== kernel.deviceId).map(({ name }) => name) },
    { kind: 'staff-name' as const, names: shared(ours.names.staff, theirs.names.staff) },
    { kind: 'shop-name' as const, names: shared(ours.names.shop, theirs.names.shop) },
    { kind: 'number' as const, names: shared(ours.names.numbers, theirs.names.numbers).slice(0, 20) },
  ]
  return {
    vault: { id: vault.vault, name: vault.name, createdAt: vault.createdAt, founder: vault.founder.name, sealed: vault.cipher !== null },
    devices: devices.map(({ name, retired_at: retiredAt }) => ({ name, lastSeenAt: null, retired: (retiredAt ?? null) !== null })),
    counts: JOIN_COUNTS.map((what) => ({ what, ...compared(ours.rows.get(TABLE_OF[what]), theirs.rows.get(TABLE_OF[what])) })),
    clashes: clashes.filter(({ names }) => names.length > 0),
    coming: { files, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0), changes: theirs.changes, photos: [...(theirs.rows.get('photo')?.keys() ?? [])].filter((id) => ours.rows.get('photo')?.has(id) !== true).length },
    going: { changes: ours.changes, photos: [...(ours.rows.get('photo')?.keys() ?? [])].filter((id) => theirs.rows.get('photo')?.has(id) !== true).length },
  }
}

function compared(ours: ReadonlyMap<string, string> = new Map<string, string>(), theirs: ReadonlyMap<string, string> = new Map<string, string>()): { ours: number; theirs: number; both: number; differ: number } {
  const common = [...ours].filter(([id]) => theirs.has(id))
  const both = common.filter(([id, text]) => theirs.get(id) === text).length
  return { ours: ours.size - common.length, theirs: theirs.size - common.length, both, differ: common.length - both }
}

function readOurs(kernel: Kernel): Seen {
  const seen = emptySeen()
  const reader = openSnapshot(kernel.db.path)
  try {
    for (const row of reader.rows()) {
      look(seen, row)
      seen.changes += 1
    }
  } finally {
    reader.close()
  }
  return seen
}

async function readTheirs(kernel: Kernel, link: Link, listing: Listing): Promise<Seen> {
  const seen = emptySeen()
  const found = []
  for (const place of listing.snapshots) {
    const one = await manifestOf(kernel, link, place)
    if (one !== null) found.push(one)
  }
  const newest = found.filter(({ manifest }) => manifest.seq > 0).sort((a, b) => b.manifest.madeAt - a.manifest.madeAt)[0]
  const from = new Map(Object.entries(newest?.manifest.positions ?? {}))
  for (const { manifest, head } of newest === undefined ? found : [newest, ...found.filter(({ manifest }) => manifest.seq === 0 && !from.has(manifest.stream))]) {
    for await (const part of partsOf(link, manifest)) {
      for (const row of part?.rows ?? []) {
        look(seen, row)
        seen.changes += 1
      }
    }
    if (manifest.seq === 0) from.set(manifest.stream, { seq: 0, prev: head })
  }
  for (const [stream, files] of listing.streams) {
    const sender = senderOf(kernel, link, deviceOf(stream))
    let { seq, prev } = from.get(stream) ?? { seq: 0, prev: '' }
    while (sender !== null && files.has(seq + 1)) {
      const read = readSegment(await link.store.read(segmentName(stream, seq + 1)), { vault: link.vault.id, device: deviceOf(stream), stream, seq: seq + 1, prev, publicKey: sender.publicKey, seal: link.seal })
      if (!read.ok) break
      for (const line of read.lines()) {
        if (line.kind !== 'change') continue
        seen.changes += 1
        if (line.group !== 'deleted') look(seen, { table: line.table, row: line.row, columns: { ...line.fields } })
      }
      seq += 1
      prev = read.head
    }
  }
  return seen
}
