import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom, type Random } from '../../../src/domain/demo/random'
import { AppError } from '../../../src/domain/errors'
import { parseHlc } from '../../../src/domain/sync/hlc'
import { isStoreError } from '../../../src/backend/sync/store'
import { readVaultRecord } from '../../../src/backend/services/sync/link'
import { isAdmitted } from '../../../src/backend/services/sync/own-files'
import { admit, enterVault, openLink, retire } from '../../../src/backend/services/sync/vault'
import { checkCode } from '../../../src/backend/sync/keys'
import { acknowledgedBy } from './acknowledged'
import { openSimDevice, outdate, tryAgain, update, type SimDevice } from './device'
import { edit } from './edits'
import { judge } from './judge'
import { Killed } from './killed'
import { copyLog, type Log } from './log'
import { versionsIn, type Version } from './model'
import { NAMES, PASSPHRASE, START, type Prepared } from './prepared'
import { countIn, type Tally } from './tally'
import { createShare, showLate, type Share, type Weather } from './store'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A member of a schedule, with what the schedule did to it. */
export interface Member {
  readonly device: SimDevice
  readonly hadOwnWork: boolean
  isRetired: boolean
  /** Restored or cloned and not yet aware of it: two devices with one name would give the same numbers, as two people with one stamp do. */
  stream: string | null
  backup: { readonly folder: string; readonly log: Log } | null
}

export interface World {
  readonly share: Share
  readonly members: Member[]
  /** What folders had written that exist no more. */
  readonly gone: Version[]
  readonly isSealed: boolean
  readonly say: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly failure: string | null
  readonly lines: readonly string[]
  readonly steps: number
  /** What it truly met. */
  readonly tally: Tally
}

/** Runs the schedule of a seed: the same steps and faults each time. `skip`: numbers of steps to leave out, when a failure is made smaller. */
export async function runSchedule(prepared: Prepared, seed: number, skip: ReadonlySet<number> = new Set()): Promise<Outcome> {
  const lines: string[] = []
  const folder = join(prepared.folder, 'runs', String(seed))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const run = new Schedule(prepared, seed, folder, (line) => lines.push(line))
  let steps = 0
  try {
    await run.begin()
    steps = await run.walk(skip)
    await run.heal()
    await judge(run.world)
    return { seed, failure: null, lines, steps, tally: run.tally }
  } catch (error) {
    return { seed, failure: error instanceof Error ? (error.stack ?? error.message) : String(error), lines, steps, tally: run.tally }
  } finally {
    run.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

class Schedule {
  readonly tally: Tally = new Map()
  readonly #count = countIn(this.tally)
  readonly world: World
  readonly #random: Random
  readonly #weather: Weather
  #now = START + 24 * HOUR
  #made = 0
  #isHealthy = false

  constructor(
    private readonly prepared: Prepared,
    private readonly seed: number,
    private readonly folder: string,
    private readonly say: (line: string) => void,
  ) {
    this.#random = createRandom(seed, 'schedule')
    this.#weather = this.#random.pick([{ failing: 0, lying: 0 }, { failing: 0.05, lying: 0.02 }, { failing: 0.02, lying: 0.15 }, { failing: 0.2, lying: 0.1 }])
    this.world = { share: createShare(), members: [], gone: [], isSealed: this.#random.chance(0.2), say }
  }

  async begin(): Promise<void> {
    const size = this.#random.int(2, 4)
    const { folders, files } = await this.prepared.team(size, this.world.isSealed)
    Object.assign(this.world, { share: createShare(files) })
    folders.forEach((from, at) => this.#open(NAMES[at] ?? '', from, { hadOwnWork: at === 0 }))
    this.say(`${size} devices, ${this.world.isSealed ? 'sealed' : 'open'}, weather ${JSON.stringify(this.#weather)}`)
  }

  #open(name: string, from: string, options: { hadOwnWork: boolean; log?: Log; machine?: string }): Member {
    const dataDir = join(this.folder, `${name}-${(this.#made += 1)}`)
    cpSync(from, dataDir, { recursive: true })
    const { log, machine } = options
    const device = openSimDevice({
      count: this.#count, name: `${name}#${this.#made}`, dataDir, share: this.world.share, seed: this.seed, time: () => this.#now,
      weather: this.#isHealthy ? { failing: 0, lying: 0 } : this.#weather, machine: machine ?? name, ...(log === undefined ? {} : { log }),
    })
    const member: Member = { device, hadOwnWork: options.hadOwnWork, isRetired: false, stream: null, backup: null }
    this.world.members.push(member)
    return member
  }

  async walk(skip: ReadonlySet<number>): Promise<number> {
    const steps = this.#random.int(12, 36)
    for (let step = 0; step < steps; step += 1) {
      // Each step has numbers of its own: leaving one out leaves the others as they were.
      const random = createRandom(this.seed, `step ${step}`)
      this.#now += random.chance(0.1) ? random.int(1, 30) * HOUR : random.int(1, 10) * MINUTE
      if (!skip.has(step)) await this.#step(step, random)
    }
    return steps
  }

  async #step(step: number, random: Random): Promise<void> {
    const living = this.world.members
    const member = living[random.int(0, living.length - 1)]
    if (member === undefined) return
    const { device } = member
    const what = random.weighted<keyof typeof this.acts>([
      ['edit', 34], ['round', 34], ['both', 4], ['online', 5], ['trouble', 3], ['skew', 4], ['late', 3], ['admit', 4], ['retire', 1], ['backup', 3], ['restore', 2], ['clone', 1], ['copy', 1], ['old', 4], ['update', 1], ['start', 2],
    ])
    let answer: string
    try {
      answer = (await this.acts[what](member, random)) ?? ''
    } catch (error) {
      answer = this.#tolerated(device, error)
    }
    this.say(`${step} ${device.name} ${what} ${answer}`)
  }

  /** What may go wrong while the store misbehaves; anything else is a defect. A process that was killed is started again. */
  #tolerated(device: SimDevice, error: unknown): string {
    if (error instanceof Killed) {
      const killed = this.world.members.find((one) => one.device.name === error.message)?.device ?? device
      killed.reopen()
      return `killed ${error.message}`
    }
    if (device.isDead) {
      device.reopen()
      return `killed in ${String(error)}`
    }
    if (isStoreError(error)) return `store: ${error.message}`
    if (error instanceof AppError && error.code !== 'INTERNAL') return `refused: ${error.code}`
    throw error
  }

  readonly acts = {
    edit: ({ device, stream }: Member, random: Random): string => {
      if (device.kernel.db.readable.prepare('SELECT 1 FROM staff').get() === undefined) return 'nobody works here'
      const texts: string[] = []
      for (let times = random.int(1, 3); times > 0; times -= 1) texts.push(edit(device, random, stream === null))
      return texts.join('; ')
    },
    round: async (member: Member, random: Random): Promise<string> => {
      const { device } = member
      if (readVaultRecord(device.kernel.read) === null) return this.#enter(device)
      if (random.chance(0.12)) device.killIn = random.int(1, 40)
      if (random.chance(0.15)) device.meanwhile = () => this.say(`  meanwhile ${this.acts.edit(member, random)}`)
      try {
        return await this.#round(member)
      } finally {
        if (!device.isDead) device.killIn = null
        device.meanwhile = null
      }
    },
    both: async (member: Member, random: Random): Promise<string> => {
      const other = this.world.members[random.int(0, this.world.members.length - 1)]
      const rounds = [...new Set([member, other])].flatMap((one) => (one === undefined || readVaultRecord(one.device.kernel.read) === null ? [] : [this.#round(one).catch((error: unknown) => this.#tolerated(one.device, error))]))
      if (rounds.length > 1) this.#count('two rounds at once')
      return (await Promise.all(rounds)).join(' | ')
    },
    online: ({ device: { faults } }: Member): string => {
      faults.isOffline = !faults.isOffline
      return faults.isOffline ? 'off' : 'on'
    },
    trouble: ({ device: { faults } }: Member, random: Random): string => {
      faults.refusesWrites = random.pick([null, 'full', 'read-only'])
      faults.shows = random.weighted([['store', 5], ['empty', 1], ['other', 1]])
      return `${faults.refusesWrites ?? ''} ${faults.shows}`
    },
    skew: ({ device }: Member, random: Random): string => {
      const before = device.skew
      device.skew = random.chance(0.1) ? random.int(80, 120) * HOUR : random.int(-30, 30) * HOUR
      if (Math.abs(device.skew) >= HOUR) this.#count('clock hours off')
      if (device.skew < before) this.#count('clock set back')
      if (device.skew > device.kernel.resources.policy.sync.maxAheadHours * HOUR) this.#count('clock beyond the bound')
      return `${device.skew / HOUR} h`
    },
    late: async (_: Member, random: Random): Promise<string> => {
      const name = NAMES[this.world.members.length]
      if (name === undefined) return 'the team is full'
      const hasWork = random.chance(0.4)
      const made = this.#open(name, await this.prepared.fresh(name, hasWork), { hadOwnWork: hasWork })
      this.#count('joined late')
      return `${made.device.name} ${await this.#enter(made.device)}`
    },
    admit: async (member: Member): Promise<string> => this.#admitAll(member),
    retire: ({ device }: Member, random: Random): string => {
      const able = this.world.members.filter((one) => !one.isRetired && one.stream === null)
      const other = able[random.int(0, able.length - 1)]
      const shares = this.world.members.filter((one) => one.device.kernel.deviceId === other?.device.kernel.deviceId).length
      if (other === undefined || other.device === device || able.length < 3 || shares > 1 || other.device.kernel.deviceId === this.#founder() || this.world.members.some((one) => one.isRetired)) return 'nobody'
      retire(device.kernel, device.actor, other.device.kernel.deviceId)
      other.isRetired = true
      this.#count('retired')
      return other.device.name
    },
    backup: (member: Member): string => {
      const folder = join(this.folder, `${member.device.name} backup`)
      member.device.copyTo(folder)
      Object.assign(member, { backup: { folder, log: copyLog(member.device.log, `${member.device.name} restored ${(this.#made += 1)}`) } })
      return ''
    },
    restore: (member: Member): string => {
      const { backup, device } = member
      if (backup === null || member.isRetired) return 'no backup'
      const wasIn = readVaultRecord(device.kernel.read) !== null
      // Of what comes after the backup the store has what was sent in time; the rest is lost with the disk.
      showLate(this.world.share)
      const isAcknowledged = acknowledgedBy(this.world.share, device.kernel)
      this.world.gone.push(...versionsIn(device.log, device.kernel).filter(({ seq, stamp }) => isAcknowledged(seq, stamp)))
      device.log = copyLog(backup.log, `${device.name} restored ${(this.#made += 1)}`)
      device.restoreFrom(backup.folder)
      this.#count('restored from a backup')
      if (device.isOld) outdate(device)
      else tryAgain(device)
      // What was not in a team when the backup was made asks anew, under the name that it has in the team already.
      member.stream = wasIn ? device.kernel.stream() : null
      return ''
    },
    clone: (member: Member): string => this.#copy(member, member.device.machine),
    copy: (member: Member): string => this.#copy(member, `${member.device.machine} copied ${this.#made}`),
    old: ({ device }: Member): string => {
      outdate(device)
      return ''
    },
    update: ({ device }: Member): string => {
      update(device)
      return ''
    },
    start: ({ device }: Member): string => {
      device.reopen()
      return ''
    },
  }

  #founder(): string {
    const vault = this.world.members.map(({ device }) => readVaultRecord(device.kernel.read)).find((one) => one !== null)
    return vault?.founder.device ?? ''
  }

  #copy(member: Member, machine: string): string {
    const { device } = member
    if (this.world.members.length >= NAMES.length || member.isRetired || readVaultRecord(device.kernel.read) === null) return 'not now'
    const from = join(this.folder, `${device.name} copy`)
    device.copyTo(from)
    const made = this.#open(device.name, from, { hadOwnWork: false, machine, log: copyLog(device.log, `${device.name} copy ${this.#made}`) })
    if (device.isOld) tryAgain(made.device)
    this.#count(machine === device.machine ? 'cloned' : 'copied to another machine')
    if (machine === device.machine) {
      made.stream = made.device.kernel.stream()
      member.stream = made.stream
    }
    return made.device.name
  }

  async #round(member: Member): Promise<string> {
    const { sent, applied } = await member.device.round()
    // Whoever finds another writer in its stream goes on in another one: from then on its numbers are its own again.
    const { stream } = member
    if (stream !== null && member.device.kernel.stream() !== stream) for (const one of this.world.members) if (one.stream === stream) one.stream = null
    return `sent ${sent}, applied ${applied}`
  }

  async #enter(device: SimDevice): Promise<string> {
    const vault = this.world.members.map((one) => readVaultRecord(one.device.kernel.read)).find((one) => one !== null)
    await enterVault(device.kernel, device.actor, device.store, { vault: vault?.id ?? '', deviceName: device.name, passphrase: this.world.isSealed ? PASSPHRASE : null })
    return 'entered'
  }

  /** Admits every device that asks. */
  async #admitAll({ device, isRetired }: Member): Promise<string> {
    if (isRetired || readVaultRecord(device.kernel.read) === null || !isAdmitted(device.kernel)) return 'may not'
    const asking = this.world.members.filter((one) => readVaultRecord(one.device.kernel.read) !== null && !one.isRetired && !isAdmitted(one.device.kernel))
    const done: string[] = []
    for (const { device: other } of asking) {
      const known = device.kernel.db.readable.prepare<[string], { key: string }>('SELECT public_key AS key FROM sync_device WHERE id = ?').get(other.kernel.deviceId)?.key
      const key = readVaultRecord(other.kernel.read)?.publicKey ?? ''
      if (known === key) continue
      // Two clones that ask have one name and one request there; the other's code is refused until it asks under a name of its own.
      const twin = asking.some((one) => one.device !== other && one.device.kernel.deviceId === other.kernel.deviceId)
      try {
        await admit(device.kernel, await openLink(device.kernel, device.store), device.actor, { deviceId: other.kernel.deviceId, checkCode: checkCode(key), rights: 'full' })
      } catch (error) {
        if (!(twin && error instanceof AppError && error.code === 'CHECK_CODE_WRONG')) throw error
        continue
      }
      done.push(other.name)
    }
    return done.join(' ')
  }

  /** Everything works again: clocks are right, everybody is online and updated, whoever asks is admitted; rounds until nothing moves. */
  async heal(): Promise<void> {
    this.#isHealthy = true
    const { members, share } = this.world
    showLate(share)
    let newest = this.#now
    for (const { device } of members) {
      if (device.isDead) device.reopen()
      newest = Math.max(newest, this.#now + device.skew)
      device.faults.weather = { failing: 0, lying: 0 }
      Object.assign(device.faults, { isOffline: false, refusesWrites: null, shows: 'store' })
      device.killIn = null
      device.skew = 0
      for (const { hlc } of device.kernel.db.readable.prepare<[], { hlc: string }>('SELECT max(hlc) AS hlc FROM change_log').all()) newest = Math.max(newest, parseHlc(hlc)?.millis ?? 0)
    }
    this.#now = newest + HOUR
    for (const { device } of members) if (device.isOld) update(device)
    const first = members.find(({ device }) => device.kernel.deviceId === this.#founder()) ?? members[0]
    if (first === undefined) return
    for (let turn = 0; turn < 40; turn += 1) {
      this.#now += MINUTE
      let moved = 0
      const before = [...share.files.keys()].sort().join()
      for (const member of members) {
        if (readVaultRecord(member.device.kernel.read) === null) {
          await this.#enter(member.device)
          moved += 1
        }
        const said = await this.#round(member)
        if (said !== 'sent 0, applied 0') moved += 1
        this.say(`heal ${turn} ${member.device.name} ${said}`)
      }
      const admitted = await this.#admitAll(first)
      if (admitted !== '') {
        moved += 1
        this.say(`heal ${turn} admitted ${admitted}`)
      }
      if (moved === 0 && [...share.files.keys()].sort().join() === before) return
    }
    throw new Error('the devices do not come to rest')
  }

  end(): void {
    for (const { device } of this.world.members) device.close()
  }
}

