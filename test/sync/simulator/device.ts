import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRandom, type Random } from '../../../src/domain/demo/random'
import type { FileHost } from '../../../src/backend/file-process/host'
import { openFolder, type OpenFolder } from '../../../src/backend/open-folder'
import type { WriteTx } from '../../../src/backend/db/write'
import type { Actor, Kernel } from '../../../src/backend/services/kernel'
import { listStaff } from '../../../src/backend/services/masters'
import { SYSTEM } from '../../../src/backend/services/setup'
import { syncRound, type RoundReport } from '../../../src/backend/services/sync/engine'
import { retryRawAtOpen } from '../../../src/backend/services/sync/apply'
import { completeFiles } from '../../../src/backend/services/sync/own-files'
import { finish, openLink } from '../../../src/backend/services/sync/vault'
import type { FileStore } from '../../../src/backend/sync/store'
import { Killed } from './killed'
import { asOldProgram, makeOld } from './old-program'
import { createLog, observe, type Log } from './log'
import type { Happening } from './tally'
import { createSimStore, type Faults, type Share, type Weather } from './store'

/** Holds `drizzle/` and `resources/`. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Numbers of the policy that make everything happen within a few steps; smaller than a supervisor may choose. */
const SMALL = { segmentChanges: 12, ackAfterSegments: 3, snapshotPartBytes: 6_000, compactAfterSegments: 9, scrypt: { n: 1024, r: 8, p: 1 } }

/** The resources of a kernel with {@link SMALL} numbers for sync. */
function withSmall(resources: Kernel['resources']): Kernel['resources'] {
  const policy = Object.create(resources.policy, { sync: { value: { ...resources.policy.sync, ...SMALL } } }) as Kernel['resources']['policy']
  return Object.create(resources, { policy: { value: policy } }) as Kernel['resources']
}

const noFiles = new Proxy({} as FileHost, {
  get(_target, name) {
    throw new Error(`the simulator has no file process, but ${String(name)} was used`)
  },
})

/** A PC of a schedule: a real data folder with a clock of its own, which may be killed, cloned and restored. */
export interface SimDevice {
  readonly name: string
  readonly dataDir: string
  readonly kernel: Kernel
  readonly actor: Actor
  readonly store: FileStore & { calls: string[] }
  readonly faults: Faults
  /** What its clock shows beside the true time, in milliseconds. */
  skew: number
  /** Everything written here, for the model. */
  log: Log
  /** The program does not know what {@link asOldProgram} hides. */
  isOld: boolean
  /** Calls and writes that are left to the process; null: it lives. */
  killIn: number | null
  readonly isDead: boolean
  /** What a person does between two steps of a round: called before each call of the store. */
  meanwhile: (() => void) | null
  machine: string
  round(): Promise<RoundReport>
  /** A start of the app, also after a kill. */
  reopen(): void
  close(): void
  /** The folder as it is now, closed for a moment, goes to another place. */
  copyTo(folder: string): void
  /** The folder becomes what was copied earlier. */
  restoreFrom(folder: string): void
}

export interface DeviceOptions {
  readonly name: string
  readonly dataDir: string
  readonly share: Share
  /** Numbers of the schedule; the device draws its own from them. */
  readonly seed: number
  /** The true time, epoch ms. */
  readonly time: () => number
  readonly weather: Weather
  readonly machine?: string
  readonly log?: Log
  /** Told of everything that goes wrong, where it does. */
  readonly count?: (what: Happening) => void
}

export function openSimDevice(options: DeviceOptions): SimDevice {
  const { name, dataDir, share, seed, count = () => undefined } = options
  const ids = createRandom(seed, `${name} ids`)
  const draws = createRandom(seed, `${name} faults`)
  let folder: OpenFolder | null = null
  let dead = false

  /** One more thing that a kill may come before, or after. */
  function live(where: Happening): void {
    if (dead) throw new Killed(name)
    if (device.killIn === null) return
    device.killIn -= 1
    if (device.killIn > 0) return
    dead = true
    count(where)
    throw new Killed(name)
  }
  const faults: Faults = {
    random: draws, weather: options.weather, isOffline: false, refusesWrites: null, shows: 'store', count,
    onCall() {
      live('killed in a call')
      const { meanwhile } = device
      device.meanwhile = null
      if (meanwhile !== null) count('edited during a round')
      meanwhile?.()
    },
  }
  const store = createSimStore(share, faults)

  function open(): void {
    folder = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles, now: () => options.time() + device.skew, random: lettersOf(ids), machine: device.machine })
    tame(folder.kernel)
    observe(device.log, folder.kernel, null)
  }

  /** Slices that were committed together since the last look. */
  let sharing = false
  function noteShared(kernel: Kernel): void {
    if (!sharing) return
    sharing = false
    kernel.settle()
    observe(device.log, kernel, null)
  }

  /** The kernel of a device that may be killed around every write, with slices that depend on the seed and not on the machine's speed. */
  function tame(kernel: Kernel): void {
    const original = kernel.write.bind(kernel)
    const write: Kernel['write'] = (actor, action, work) => {
      live('killed around a write')
      if (action.shared === true) {
        // Not committed yet, so nobody has acknowledged it: it is noted, by the log's own words, once it is.
        const result = original(actor, action, device.isOld ? (tx: WriteTx) => work(asOldProgram(tx, count)) : work)
        sharing = true
        live('killed around a write')
        return result
      }
      noteShared(kernel)
      const before = vectorOf(kernel)
      const result = original(actor, action, device.isOld ? (tx: WriteTx) => work(asOldProgram(tx, count)) : work)
      observe(device.log, kernel, before)
      live('killed around a write')
      return result
    }
    Object.assign(kernel, { write, resources: withSmall(kernel.resources), pace: { ...kernel.pace, giveWay: () => Promise.resolve(), slice: () => () => draws.chance(0.3), shareMs: () => (draws.chance(0.5) ? 0 : Number.POSITIVE_INFINITY) } })
    // Its thread costs more than all that is written here.
    Object.assign(kernel.db, { afterBulk: () => undefined })
  }

  const device: SimDevice = {
    name, dataDir, store, faults, skew: 0, isOld: false, killIn: null, meanwhile: null,
    log: options.log ?? createLog(name), machine: options.machine ?? name,
    get kernel() {
      if (folder === null) throw new Error(`${name} is closed`)
      return folder.kernel
    },
    get actor() {
      const [staff] = listStaff(device.kernel)
      return staff === undefined ? SYSTEM : { staffId: staff.id, name: staff.name, role: staff.role }
    },
    get isDead() {
      return dead
    },
    async round() {
      const link = await openLink(device.kernel, store)
      await finish(device.kernel, link)
      const report = await syncRound(device.kernel, link)
      noteShared(device.kernel)
      await completeFiles(device.kernel, link, report.listing)
      return report
    },
    reopen() {
      device.close()
      open()
    },
    close() {
      if (dead && folder !== null && folder.kernel.db.writable.inTransaction) loseOpenSlices(folder.kernel)
      sharing = false
      folder?.close()
      folder = null
      dead = false
      device.killIn = null
      device.meanwhile = null
    },
    copyTo(to) {
      device.close()
      rmSync(to, { recursive: true, force: true })
      cpSync(dataDir, to, { recursive: true })
      open()
    },
    restoreFrom(from) {
      device.close()
      rmSync(dataDir, { recursive: true, force: true })
      cpSync(from, dataDir, { recursive: true })
      open()
    },
  }
  open()
  return device
}

/** What a kill takes: slices that were not committed. Whoever would commit them is told that there is nothing to commit. */
function loseOpenSlices(kernel: Kernel): void {
  kernel.db.writable.exec('ROLLBACK')
  try {
    kernel.settle()
  } catch (error) {
    if (!/no transaction is active/.test(String(error))) throw error
  }
}

/** The program is older than others from now on. */
export function outdate(device: SimDevice): void {
  device.isOld = true
  makeOld(device.kernel)
  device.reopen()
}

/** The program was updated: it tries again what it had to keep raw. */
export function update(device: SimDevice): void {
  device.isOld = false
  device.reopen()
  tryAgain(device)
}

/** A data folder of an older program, opened by this one. */
export const tryAgain = (device: SimDevice): void => retryRawAtOpen(device.kernel)

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'
export const lettersOf =
  (random: Random) =>
  (length: number): string => Array.from({ length }, () => LETTERS.charAt(random.int(0, 35))).join('')

/** What a device has applied of each stream, straight from its table. */
export function vectorOf(kernel: Kernel): Record<string, string> {
  const rows = kernel.db.readable.prepare<[], { stream: string; last_hlc: string }>("SELECT stream, last_hlc FROM sync_stream WHERE last_hlc <> ''").all()
  return Object.fromEntries(rows.map(({ stream, last_hlc }) => [stream, last_hlc]))
}
