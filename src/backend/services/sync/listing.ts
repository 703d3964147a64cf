import { parseName } from '../../sync/names'
import type { StoreEntry } from '../../sync/store'

/** One look at the store (docs/sync-format.md, section 2): what lies below `sync/`, sorted by what it is. Sizes are as listed, which may be late. */
export interface Listing {
  readonly vaults: readonly string[]
  /** Stream → segment number → bytes. */
  readonly streams: ReadonlyMap<string, ReadonlyMap<number, number>>
  /** Snapshots whose manifest is there. */
  readonly snapshots: readonly { readonly stream: string; readonly seq: number }[]
  readonly parts: readonly { readonly stream: string; readonly seq: number; readonly part: number }[]
  /** Device → bytes. */
  readonly requests: ReadonlyMap<string, number>
  readonly admissions: ReadonlyMap<string, number>
  readonly presence: readonly { readonly device: string; readonly at: number }[]
}

/** Sorts a listing; names of others (sync software's own files) are left out. */
export function sortListing(entries: readonly StoreEntry[]): Listing {
  const streams = new Map<string, Map<number, number>>()
  const listing = { vaults: [] as string[], streams, snapshots: [] as { stream: string; seq: number }[], parts: [] as { stream: string; seq: number; part: number }[], requests: new Map<string, number>(), admissions: new Map<string, number>(), presence: [] as { device: string; at: number }[] }
  for (const { name, bytes } of entries) {
    const parsed = parseName(name)
    switch (parsed.kind) {
      case 'vault':
        listing.vaults.push(parsed.vault)
        break
      case 'segment': {
        const known = streams.get(parsed.stream)
        if (known === undefined) streams.set(parsed.stream, new Map([[parsed.seq, bytes]]))
        else known.set(parsed.seq, bytes)
        break
      }
      case 'manifest':
        listing.snapshots.push({ stream: parsed.stream, seq: parsed.seq })
        break
      case 'part':
        listing.parts.push({ stream: parsed.stream, seq: parsed.seq, part: parsed.part })
        break
      case 'request':
        listing.requests.set(parsed.device, bytes)
        break
      case 'admission':
        listing.admissions.set(parsed.device, bytes)
        break
      case 'presence':
        listing.presence.push({ device: parsed.device, at: parsed.at })
        break
      case 'photo':
      case 'other':
        break
    }
  }
  return listing
}
