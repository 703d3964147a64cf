import type { Random } from '../../../src/domain/demo/random'
import type { Happening } from './tally'
import { sha256Of } from '../../../src/backend/sync/signed-file'
import { StoreError, type FileStore, type StoreEntry, type StoreFault } from '../../../src/backend/sync/store'

/** What every device of a schedule shares: files in memory, older looks at them, and files that were promised and show later. */
export interface Share {
  readonly files: Map<string, Uint8Array>
  /** Listings of before, for devices to which an old one is served. */
  readonly past: StoreEntry[][]
  readonly late: { name: string; bytes: Uint8Array; inCalls: number }[]
  /** Of each stream the last segment that lay there whole without a gap, the stamp that it ends with, and the SHA-256 of line 1 of each up to it: what the store has acknowledged. */
  readonly shipped: Map<string, { seq: number; last: string; heads: ReadonlySet<string> }>
}

export function createShare(files: ReadonlyMap<string, Uint8Array> = new Map()): Share {
  const share: Share = { files: new Map(files), past: [], late: [], shipped: new Map() }
  for (const name of [...files.keys()].sort()) note(share, name)
  return share
}

const SEGMENT = /^sync\/streams\/([^/]+)\/(\d{8})\.seg$/

/** Notes what a segment brings that has become visible whole; its header is never sealed. */
function note(share: Share, name: string): void {
  const match = SEGMENT.exec(name)
  const bytes = share.files.get(name)
  if (match === null || bytes === undefined) return
  const [, stream = '', digits = ''] = match
  const text = Buffer.from(bytes)
  const end = text.indexOf(0x0a)
  const second = text.indexOf(0x0a, end + 1)
  if (end < 0 || second < 0) return
  const line = text.subarray(0, end)
  const header = JSON.parse(line.toString('utf8')) as { last: string; body: { bytes: number } }
  if (text.length - second - 1 < header.body.bytes) return
  const known = share.shipped.get(stream) ?? { seq: 0, last: '', heads: new Set<string>() }
  if (Number(digits) !== known.seq + 1) return
  share.shipped.set(stream, { seq: known.seq + 1, last: header.last === '' ? known.last : header.last, heads: new Set([...known.heads, sha256Of(line)]) })
  note(share, `sync/streams/${stream}/${String(known.seq + 2).padStart(8, '0')}.seg`)
}

/** How badly a device's way to the store behaves. Shares of calls, 0 to 1. */
export interface Weather {
  readonly failing: number
  readonly lying: number
}

export interface Faults {
  readonly random: Random
  weather: Weather
  /** The device has no way to the store at all. */
  isOffline: boolean
  /** Writes are refused with this. */
  refusesWrites: StoreFault | null
  /** What listings show instead of the store: nothing (an empty mount point), or another team's vault. */
  shows: 'store' | 'empty' | 'other'
  readonly count: (what: Happening) => void
  /** Called before each call: counts down to a kill, lets a person edit meanwhile. */
  readonly onCall: (what: string) => void
}

/** One device's way to the share: every fault that stores are known for, chosen by the schedule's random numbers. */
export function createSimStore(share: Share, faults: Faults): FileStore & { calls: string[] } {
  const calls: string[] = []
  const { random, count } = faults
  const bad = (): boolean => random.chance(faults.weather.failing)
  const lies = (): boolean => random.chance(faults.weather.lying)
  const fail = (): never => {
    throw new StoreError(random.pick(['unreachable', 'timeout', 'locked', 'damaged']), 'simulated')
  }
  async function call(what: string): Promise<void> {
    calls.push(what)
    faults.onCall(what)
    await Promise.resolve()
    for (const one of share.late) one.inCalls -= 1
    showLate(share, ({ inCalls }) => inCalls <= 0)
    if (faults.isOffline) {
      count('offline')
      throw new StoreError('unreachable', 'offline')
    }
  }
  const visible = (): StoreEntry[] => [...share.files].map(([name, bytes]) => ({ name, bytes: bytes.length }))
  const store = (name: string, bytes: Uint8Array): void => {
    share.files.set(name, Uint8Array.from(bytes))
    note(share, name)
  }
  const mayWrite = (): void => {
    if (faults.refusesWrites === null) return
    if (faults.refusesWrites === 'full' || faults.refusesWrites === 'read-only') count(faults.refusesWrites)
    throw new StoreError(faults.refusesWrites, 'simulated')
  }
  /** A put that goes wrong: nothing, a beginning, or all of it is there, and the answer is an error; or it shows late. True: it is done. */
  function putBadly(name: string, bytes: Uint8Array, mayBeLate: boolean): boolean {
    if (bad()) {
      const how = random.int(0, 2)
      count(how === 0 ? 'upload refused' : how === 1 ? 'upload torn' : 'upload whole, answer lost')
      if (how === 1) share.files.set(name, bytes.slice(0, random.int(0, bytes.length - 1)))
      if (how === 2) store(name, bytes)
      return fail()
    }
    if (!mayBeLate || !lies()) return false
    count('upload shows late')
    share.late.push({ name, bytes: Uint8Array.from(bytes), inCalls: random.int(1, 30) })
    return true
  }
  function found(name: string): Uint8Array {
    const bytes = share.files.get(name)
    if (bytes === undefined) throw new StoreError('missing', name)
    if (lies()) {
      count('read stale: not there yet')
      throw new StoreError('missing', name)
    }
    if (!lies()) return Uint8Array.from(bytes)
    count('read stale: a beginning')
    return bytes.slice(0, random.int(0, bytes.length))
  }
  return {
    calls,
    kind: 'memory',
    async list(prefix) {
      await call('list')
      if (bad()) {
        count('listing refused')
        fail()
      }
      if (faults.shows === 'empty') {
        count('store empty')
        return []
      }
      if (faults.shows === 'other') count('wrong vault')
      if (faults.shows === 'other') return [{ name: 'sync/vault-0000000000000000.json', bytes: 700 }, { name: 'sync/streams/0000000000000000/00000001.seg', bytes: 900 }]
      let entries = visible()
      share.past.push(entries)
      if (share.past.length > 40) share.past.shift()
      const lie = (what: Happening, of: StoreEntry[]): void => {
        if (of.length !== entries.length || of.some((one, at) => one.name !== entries[at]?.name || one.bytes !== entries[at].bytes)) count(what)
        entries = of
      }
      if (lies()) lie('listing of before', [...(share.past[random.int(0, share.past.length - 1)] ?? entries)])
      if (lies()) lie('listing with gaps', entries.filter(() => !random.chance(0.2)))
      if (lies()) lie('listing with duplicates', [...entries, ...entries.filter(() => random.chance(0.3))])
      // no store promises an order
      for (let at = entries.length - 1; at > 0; at -= 1) {
        const other = random.int(0, at)
        const [one, two] = [entries[at], entries[other]]
        if (one !== undefined && two !== undefined) [entries[at], entries[other]] = [two, one]
      }
      if (entries.length > 1) count('listing reordered')
      return entries.filter(({ name }) => name.startsWith(prefix))
    },
    async read(name) {
      await call(`read ${name}`)
      if (bad()) {
        count('read refused')
        fail()
      }
      return found(name)
    },
    async readRange(name, from, to) {
      await call(`range ${name}`)
      return found(name).slice(from, to)
    },
    async size(name) {
      await call(`size ${name}`)
      return share.files.get(name)?.length ?? null
    },
    async putNew(name, bytes) {
      await call(`put ${name}`)
      mayWrite()
      // a file that does not show yet is there all the same: of two writers one gets the name
      if (share.files.has(name) || share.late.some((one) => one.name === name)) return bad() ? fail() : 'exists'
      if (!putBadly(name, bytes, true)) store(name, bytes)
      return 'stored'
    },
    async replace(name, bytes) {
      await call(`replace ${name}`)
      mayWrite()
      if (!putBadly(name, bytes, false)) store(name, bytes)
    },
    putFileNew: () => Promise.reject(new Error('the simulator moves no photos')),
    readToFile: () => Promise.reject(new Error('the simulator moves no photos')),
    async remove(name) {
      await call(`remove ${name}`)
      mayWrite()
      if (bad() && random.chance(0.5)) fail()
      share.files.delete(name)
      if (bad()) fail()
    },
    close: () => Promise.resolve(),
  }
}

/** Files that were promised show now: those for which `when` holds. What somebody else has put there meanwhile stays: then the promise was a lie. */
export function showLate(share: Share, when: (one: { inCalls: number }) => boolean = () => true): void {
  for (const one of share.late.filter(when)) {
    share.late.splice(share.late.indexOf(one), 1)
    const there = share.files.get(one.name)
    if (there !== undefined && !(there.length < one.bytes.length && Buffer.compare(there, one.bytes.subarray(0, there.length)) === 0)) continue
    share.files.set(one.name, one.bytes)
    note(share, one.name)
  }
}

