import { firstBrokenAudit } from '../../../src/backend/db/write'
import type { Kernel } from '../../../src/backend/services/kernel'
import { vectorOf } from './device'
import { actualOf, differences, expectedOf, versionsIn, type Version } from './model'
import { deviceOf, streamOf } from '../../../src/domain/sync/vector'
import type { World } from './schedule'

const MOST_SHOWN = 6

function fail(what: string, details: readonly string[]): never {
  throw new Error([`${what}:`, ...details.slice(0, MOST_SHOWN), ...(details.length > MOST_SHOWN ? [`… and ${details.length - MOST_SHOWN} more`] : [])].join('\n  '))
}

/** What is kept raw, without when and why. */
const rawOf = (kernel: Kernel): string[] =>
  kernel.db.readable.prepare<[], { key: string }>("SELECT DISTINCT hlc || ' ' || table_name || ' ' || row_id || ' ' || field_group AS key FROM sync_raw ORDER BY key").all().map(({ key }) => key)

/** The devices at rest have to agree, with each other and with what was written. */
export async function judge(world: World): Promise<void> {
  const active = world.members.filter(({ isRetired }) => !isRetired).map(({ device }) => device)
  const [first] = active
  if (first === undefined) throw new Error('nobody is left')

  for (const { name, kernel } of active) {
    const broken = firstBrokenAudit(kernel.db)
    if (broken !== null) fail(`${name}: audit`, [String(broken)])
    const strangers = kernel.db.readable.pragma('foreign_key_check') as unknown[]
    if (strangers.length > 0) fail(`${name}: foreign keys`, strangers.map((one) => JSON.stringify(one)))
    const raw = rawOf(kernel)
    if (raw.length > 0) fail(`${name}: kept raw although every program knows it`, raw)
    const faults = kernel.db.readable.prepare<[], { stream: string; fault: string }>('SELECT stream, fault FROM sync_stream WHERE fault IS NOT NULL').all()
    const real = faults.filter(({ stream, fault }) => !isRetiredStream(world, stream) && !(/"(torn|chain|gap)"/.test(fault) && isAbandoned(world, stream)))
    if (real.length > 0) fail(`${name}: streams that stand still`, real.map(({ stream, fault }) => `${stream} ${fault}`))
  }

  const one = actualOf(first.kernel)
  for (const other of active.slice(1)) {
    const apart = differences(one, actualOf(other.kernel))
    if (apart.length > 0) fail(`${first.name} and ${other.name} are not equal`, apart)
  }
  const wrong = differences(expectedOf(writtenBy(world)), one)
  if (wrong.length > 0) fail('not what was written', wrong)

  const numbers = first.kernel.db.readable.prepare<[], { case_no: string; n: number }>('SELECT case_no, count(*) AS n FROM cases GROUP BY case_no HAVING n > 1').all()
  if (numbers.length > 0) fail('numbers given twice', numbers.map(({ case_no }) => case_no))

  for (const device of active) {
    device.store.calls.splice(0)
    const { sent, applied } = await device.round()
    const stuck = device.kernel.db.readable.prepare('SELECT 1 FROM sync_stream WHERE fault IS NOT NULL').get() !== undefined
    if (sent + applied > 0) fail(`${device.name} is not at rest`, [`sent ${sent}, applied ${applied}`])
    if (!stuck && device.store.calls.join() !== 'list') fail(`${device.name}: a round without news costs`, device.store.calls)
  }
}

const isRetiredStream = (world: World, stream: string): boolean => world.members.some(({ device, isRetired }) => isRetired && (stream === device.kernel.deviceId || stream.startsWith(`${device.kernel.deviceId}.`)))
/** Streams that nobody writes any more: what lies torn in them is never completed, and was never acknowledged by the store. */
const isAbandoned = (world: World, stream: string): boolean => world.members.every(({ device }) => device.kernel.stream() !== stream)

/** Everything that must be in the result: all that living folders wrote, of lost ones what the store had whole, of a retired one what was read in time. */
function writtenBy(world: World): Version[] {
  const versions: Version[] = []
  const [reader] = world.members.filter(({ isRetired }) => !isRetired)
  const read = reader === undefined ? {} : vectorOf(reader.device.kernel)
  for (const { device, isRetired } of world.members) {
    const written = versionsIn(device.log, device.kernel)
    versions.push(...(isRetired ? written.filter(({ stamp }) => (read[streamOf(stamp)] ?? '') >= stamp) : written))
  }
  // A name that was never admitted is read by nobody.
  const admitted = new Set(reader?.device.kernel.db.readable.prepare<[], { id: string }>('SELECT id FROM sync_device').all().map(({ id }) => id))
  versions.push(...world.gone.filter(({ stamp }) => admitted.has(deviceOf(streamOf(stamp)))))
  return versions
}
