import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateCase } from '../../src/backend/services/case-write'
import { tempFolder } from '../support/folders'
import { acknowledgedBy } from './simulator/acknowledged'
import { openSimDevice, type SimDevice } from './simulator/device'
import { judge } from './simulator/judge'
import { copyLog, type Log } from './simulator/log'
import { versionsIn, type Version } from './simulator/model'
import { NAMES, prepare, START, type Prepared } from './simulator/prepared'
import { createShare, type Share } from './simulator/store'
import type { Member, World } from './simulator/schedule'

/**
 * Backups and clones step by step (S3, S5; docs/sync-format.md, section 7): what schedules of the simulator meet by chance. Each ends before the same judge as they do.
 */
const MINUTE = 60_000
let prepared: Prepared
beforeAll(() => {
  prepared = prepare()
})
afterAll(() => prepared.remove())

let now: number
let share: Share
let world: World
beforeEach(() => {
  now = START + 24 * 60 * MINUTE
  share = createShare()
  world = { share, members: [], gone: [], isSealed: false, say: () => undefined }
})
afterEach(() => {
  for (const { device } of world.members) device.close()
})

function open(name: string, from: string, log?: Log): SimDevice {
  const dataDir = join(tempFolder(), 'data')
  cpSync(from, dataDir, { recursive: true })
  const device = openSimDevice({ name, dataDir, share, seed: world.members.length, time: () => now, weather: { failing: 0, lying: 0 }, machine: name, ...(log === undefined ? {} : { log }) })
  const member: Member = { device, hadOwnWork: false, isRetired: false, stream: null, backup: null }
  world.members.push(member)
  return device
}
async function team(): Promise<[SimDevice, SimDevice]> {
  const { folders, files } = await prepared.team(2, false)
  share = createShare(files)
  Object.assign(world, { share })
  const [first, second] = folders.map((folder, at) => open(NAMES[at] ?? '', folder))
  if (first === undefined || second === undefined) throw new Error('two are expected')
  return [first, second]
}
/** The same data folder once more, on the same machine. */
function cloneOf(device: SimDevice): SimDevice {
  const folder = join(tempFolder(), 'copy')
  device.copyTo(folder)
  return open(device.name, folder, copyLog(device.log, `${device.name} clone`))
}
/** The disk is lost, the backup takes its place. What the store had acknowledged of the lost folder has to come back. */
function restore(device: SimDevice, backup: { folder: string; log: Log }): Version[] {
  const isAcknowledged = acknowledgedBy(share, device.kernel)
  const acknowledged = versionsIn(device.log, device.kernel).filter(({ seq, stamp }) => isAcknowledged(seq, stamp))
  world.gone.push(...acknowledged)
  device.log = copyLog(backup.log, `${device.name} restored`)
  device.restoreFrom(backup.folder)
  return acknowledged
}
function backupOf(device: SimDevice): { folder: string; log: Log } {
  const folder = join(tempFolder(), 'backup')
  device.copyTo(folder)
  return { folder, log: copyLog(device.log, `${device.name} backup`) }
}
const caseId = (device: SimDevice): string => device.kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM cases ORDER BY id').get()?.id ?? ''
function edit(device: SimDevice, patch: Parameters<typeof updateCase>[3]): string {
  now += MINUTE
  updateCase(device.kernel, device.actor, caseId(device), patch)
  return device.kernel.db.readable.prepare<[], { hlc: string }>("SELECT hlc FROM change_log WHERE table_name <> '' ORDER BY seq DESC LIMIT 1").get()?.hlc ?? ''
}
const memoHeads = (device: SimDevice): string[] =>
  device.kernel.db.readable.prepare<[], { memo: string }>("SELECT json_extract(fields, '$.memo') AS memo FROM sync_head WHERE field_group = 'memo' ORDER BY hlc").all().map(({ memo }) => memo)
const memoOf = (device: SimDevice): unknown => device.kernel.db.readable.prepare('SELECT memo FROM cases WHERE id = ?').pluck().get(caseId(device))
async function settle(): Promise<void> {
  for (let turn = 0, moved = 1; moved > 0; turn += 1) {
    if (turn > 20) throw new Error('the devices do not come to rest')
    now += MINUTE
    moved = 0
    for (const { device } of world.members) {
      const { sent, applied } = await device.round()
      moved += sent + applied
    }
  }
}

describe('a PC that is restored from a backup', { timeout: 120_000 }, () => {
  it('S3, S5: what it had not sent comes in its new epoch, once, also when a clone has written on in the stream of both meanwhile', async () => {
    const [, second] = await team()
    const clone = cloneOf(second)
    const stream = clone.kernel.stream()
    const unsent = edit(clone, { memo: '杯口有缺' })
    const backup = backupOf(clone)
    edit(second, { summary: '少发一件' })
    await second.round()
    // the stream has later changes in the store, and yet this one was on one disk alone
    expect((share.shipped.get(stream)?.last ?? '') > unsent).toBe(true)
    expect(restore(clone, backup).map(({ stamp }) => stamp)).not.toContain(unsent)
    await settle()
    expect(clone.kernel.stream()).not.toBe(stream)
    for (const { device } of world.members) {
      expect(memoOf(device)).toBe('杯口有缺')
      expect(memoHeads(device)).toEqual([])
    }
    await judge(world)
  })

  it('S3, S5: what it had sent after the backup comes back, beside what it wrote of the same anew', async () => {
    const [, second] = await team()
    const backup = backupOf(second)
    const sent = edit(second, { memo: '外箱破了' })
    await second.round()
    expect(restore(second, backup).map(({ stamp }) => stamp)).toContain(sent)
    edit(second, { memo: '要求补发' })
    await settle()
    for (const { device } of world.members) expect(memoHeads(device)).toEqual(['外箱破了', '要求补发'])
    await judge(world)
  })

  it('S3: a PC whose segment a store promised to keep, and which kept a clone’s, does not say that it knew what the clone wrote', async () => {
    const [first, second] = await team()
    const clone = cloneOf(second)
    const stream = clone.kernel.stream()
    edit(second, { memo: '已签收' })
    // later stamps than the other's, in the same stream
    edit(clone, { summary: '少发一件' })
    edit(clone, { waybills: ['SF1001', 'SF1002'] })
    edit(first, { amountCents: 1_200 })
    await first.round()
    // sends and then reads, so that it notes what it knows
    await clone.round()
    edit(clone, { memo: '要求补发' })
    // a folder that other software synchronises: of two files of one name it keeps the other PC's
    const [name] = [...share.files.keys()].filter((one) => one.startsWith(`sync/streams/${stream}/`)).sort().slice(-1)
    share.files.delete(name ?? '')
    await second.round()
    expect([...share.files.keys()]).toContain(name)
    await settle()
    for (const { device } of world.members) expect(memoHeads(device), device.name).toEqual(['已签收', '要求补发'])
    await judge(world)
  })
})
