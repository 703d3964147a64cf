import { afterEach, describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { lastToldAt, sayPresence } from '../../src/backend/services/sync/presence'
import { createVault } from '../../src/backend/services/sync/runner'
import { onRunning, runningState, runNow, stopRunning, type RunningState } from '../../src/backend/services/sync/running'
import type { Doing } from '../../src/domain/sync/presence'
import { tempFolder } from '../support/folders'
import { folderStore } from '../support/sync/folder'
import { openDevice, type TeamDevice } from '../support/sync/team'

/** Opening a case brings the next round forward (S7; docs/sync-format.md, section 11). Looks at when it is planned; the clock of the PC stands still. */
let pc: TeamDevice | null = null
afterEach(async () => {
  if (pc === null) return
  await stopRunning(pc.kernel)
  pc.open.close()
  pc = null
})

const page = {}
interface Started {
  readonly one: TeamDevice
  readonly caseId: string
  readonly say: (doing: Doing | null, caseId?: string) => void
  /** Milliseconds until the next round. */
  readonly inMs: () => number
}

/** The end of a round that begins now; `when`: called with every state on the way. */
function aRound({ kernel }: TeamDevice, when: (state: RunningState) => void = () => undefined): Promise<void> {
  return new Promise((resolve) => {
    let began = false
    const stop = onRunning(kernel, () => {
      const state = runningState(kernel)
      when(state)
      if (state.isRunning) began = true
      else if (began && state.nextAt !== null) {
        stop()
        resolve()
      }
    })
    runNow(kernel)
  })
}

async function started(): Promise<Started> {
  const folder = tempFolder()
  const one = await openDevice('张敏', folderStore(folder, '张敏'), { seed: 1 })
  pc = one
  const first = createCase(one.kernel, one.actor, { kind: 'damaged', buyerNick: '云间客' }).id
  await createVault(one.kernel, one.actor, { settings: { kind: 'folder', path: folder }, vaultName: '云间家居', deviceName: '前台', passphrase: null })
  await aRound(one)
  return {
    one, caseId: first,
    say: (doing, caseId = first) => void sayPresence(one.kernel, one.actor, page, { caseId: doing === null ? null : caseId, doing: doing ?? 'looking' }),
    inMs: () => (runningState(one.kernel).nextAt ?? Number.NaN) - one.clock.now,
  }
}

describe('presence', { timeout: 60_000 }, () => {
  it('S7: opening a case or beginning to answer brings the next round forward; saying the same again, or closing it, does not', async () => {
    const { one, say, inMs } = await started()
    const { afterChangeMs, roundEverySeconds, presenceEverySeconds } = one.kernel.resources.policy.sync
    expect(inMs()).toBe(roundEverySeconds * 1000)
    say('looking')
    expect(inMs()).toBe(afterChangeMs)
    await aRound(one)
    expect(lastToldAt(one.kernel)).toBe(one.clock.now)
    expect(inMs()).toBe(roundEverySeconds * 1000)
    say('looking')
    say(null)
    expect(inMs()).toBe(roundEverySeconds * 1000)
    // at most once in so many seconds: the round comes when the next file may be written
    one.clock.now += 4_000
    say('looking')
    say('answering')
    expect(inMs()).toBe(presenceEverySeconds * 1000 - 4_000)
  })

  it('S7: what is opened while a round is under way waits no longer than that either', async () => {
    const { one, say, inMs } = await started()
    say('looking')
    let isSaid = false
    await aRound(one, ({ doing }) => {
      // others have been told in this round already
      if (doing !== 'photos' || isSaid) return
      isSaid = true
      say('answering')
    })
    expect(isSaid).toBe(true)
    expect(inMs()).toBe(one.kernel.resources.policy.sync.presenceEverySeconds * 1000)
  })

  it('S7: a store that fails is not asked more often for it', async () => {
    const { one, say, inMs } = await started()
    one.kernel.db.writable.prepare("UPDATE meta SET value = '' WHERE key = 'sync-store'").run()
    await stopRunning(one.kernel)
    await aRound(one)
    const failing = inMs()
    expect(runningState(one.kernel).failure).not.toBeNull()
    say('looking')
    expect(inMs()).toBe(failing)
  })
})
