import { afterEach, describe, expect, it } from 'vitest'
import * as masters from '../../src/backend/repositories/masters'
import { createCase } from '../../src/backend/services/case-write'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { gather, openDevice, settle, type TeamDevice } from '../support/sync/team'

const CASES = 60
/** Slices as short as they come, and nothing committed before a segment is read whole. */
const SHORT = { slice: () => () => true, shareMs: () => Number.POSITIVE_INFINITY }

let devices: TeamDevice[] = []
afterEach(() => {
  for (const device of devices.splice(0)) device.open.close()
})
async function twoPcs(): Promise<readonly [TeamDevice, TeamDevice]> {
  const folder = tempFolder()
  const first = await openDevice('张敏', folderStore(folder, '张敏'), { seed: 1 })
  const second = await openDevice('李雷', folderStore(folder, '李雷'), { seed: 2, empty: true })
  devices = [first, second]
  await gather(first, [second])
  await settle(devices)
  for (let n = 0; n < CASES; n += 1) createCase(first.kernel, first.actor, { kind: 'damaged', buyerNick: `云间客_${n}` })
  await first.round()
  return [first, second]
}
const cases = ({ kernel }: TeamDevice): unknown[] => kernel.db.readable.prepare('SELECT id, hlc, buyer_nick FROM cases ORDER BY id').all()
/** Does something each time that the reading lets others have their turn with slices not committed. */
function betweenSlices({ kernel }: TeamDevice, work: (turn: number) => void): { readonly turns: () => number } {
  let turns = 0
  const giveWay = (): Promise<void> => {
    if (kernel.db.writable.inTransaction) work((turns += 1))
    return Promise.resolve()
  }
  Object.assign(kernel, { pace: { ...kernel.pace, ...SHORT, giveWay } })
  return { turns: () => turns }
}

describe('a reading whose slices are committed together (S1, R1)', () => {
  it('S1: nothing of a segment is committed before the reading of it ends, or somebody reads', async () => {
    const [first, second] = await twoPcs()
    const seen: number[] = []
    const { turns } = betweenSlices(second, (turn) => {
      seen.push(cases(second).length)
      if (turn === 3) void second.kernel.read
    })
    await second.round()
    expect(turns()).toBeGreaterThan(5)
    // the first slice is committed at once; then what the third turn asked for
    const steps = [...new Set(seen)]
    expect(steps).toHaveLength(2)
    expect(cases(second)).toEqual(cases(first))
  })

  it('S1: slices that went with those of other work are read again from where the database stands', async () => {
    const [first, second] = await twoPcs()
    // asking for it reads, and what is open is committed when somebody reads
    const { actor } = second
    let spoilt = 0
    const { turns } = betweenSlices(second, (turn) => {
      if (turn % 4 !== 0 || spoilt >= 4) return
      spoilt += 1
      const spoil = (): unknown =>
        second.kernel.write(actor, { name: 'test.slice', bulk: true, shared: true }, (tx) => {
          masters.putMeta(tx, 'test', '1')
          throw new Error('a slice that fails')
        })
      expect(spoil).toThrow('a slice that fails')
    })
    await second.round()
    expect(spoilt).toBe(4)
    expect(turns()).toBeGreaterThan(16)
    await settle(devices)
    expect(cases(second)).toEqual(cases(first))
    expect(second.kernel.db.readable.prepare('SELECT fault FROM sync_stream WHERE fault IS NOT NULL').all()).toEqual([])
  })

  it('R1: slices that were lost for good are read in the next round', async () => {
    const [first, second] = await twoPcs()
    betweenSlices(second, (turn) => {
      if (turn === 5) throw new Error('the program ends here')
    })
    await expect(second.round()).rejects.toThrow('the program ends here')
    second.kernel.db.writable.exec('ROLLBACK')
    expect(() => second.kernel.settle()).toThrow('no transaction is active')
    expect(cases(second).length).toBeLessThan(CASES)
    Object.assign(second.kernel, { pace: { ...second.kernel.pace, giveWay: () => Promise.resolve() } })
    await settle(devices)
    expect(cases(second)).toEqual(cases(first))
  })
})
