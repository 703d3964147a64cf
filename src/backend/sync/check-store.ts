import { STORE_CHECK_STEPS, type StoreCheck, type StoreCheckStep, type StoreSettings } from '../../contract/sync-store'
import type { StoreFault } from '../../domain/sync/store-fault'
import { randomMark } from './store-names'
import { openStore, type OpenStoreOptions } from './open-store'
import { StoreError, isStoreError } from './store'
import type { OpenStore } from './store-context'

/** At which step a fault of the very first call shows: nobody is there, or what we look for is not there; we are not let in; otherwise it may not be read. */
const FIRST_STEP: Readonly<Partial<Record<StoreFault, StoreCheckStep>>> = {
  unreachable: 'reach',
  timeout: 'reach',
  // A server that answers and does not know the folder or bucket: the store was not found, whatever else works.
  missing: 'reach',
  certificate: 'reach',
  unsupported: 'reach',
  credentials: 'sign-in',
}
const FOLDER = 'connection-test'

/**
 * Tries a store out before it is used (S7): every kind of call that sync will make, in the order in which a person can mend what is
 * wrong. Leaves nothing behind, also when a step in the middle fails, as far as the store lets it. Never throws for a fault of the store.
 */
export async function checkStore(settings: StoreSettings, options: OpenStoreOptions): Promise<StoreCheck> {
  const store = openStore(settings, options)
  try {
    return await tryOut(store, settings, options)
  } finally {
    await store.close()
  }
}

async function tryOut(store: OpenStore, settings: StoreSettings, options: OpenStoreOptions): Promise<StoreCheck> {
  const now = options.now ?? Date.now
  const done = new Map<StoreCheckStep, StoreError | 'ok'>()
  const name = `${FOLDER}/${randomMark()}.txt`
  const probe = new TextEncoder().encode(`after-sales workstation, connection test ${name}\n`)
  let written = false
  let difference: number | null = null
  let exclusive: boolean | null = null

  const steps: Readonly<Partial<Record<StoreCheckStep, () => Promise<void>>>> = {
    list: async () => {
      await store.list(`${FOLDER}/`)
    },
    write: async () => {
      // From here on there may be a file, whatever the answer was.
      written = true
      if ((await store.putNew(name, probe)) !== 'stored') throw new StoreError('damaged', 'a new name was said to be taken')
      const time = await store.clock(name)
      difference = time === null ? null : Math.round(time - now())
      if ((await store.putNew(name, probe)) !== 'exists') throw new StoreError('unsupported', 'a second file of the same name was not refused')
      exclusive = await store.exclusive()
    },
    read: async () => {
      if (Buffer.compare(await store.read(name), probe) !== 0) throw new StoreError('damaged', 'what was read is not what was written')
    },
    find: async () => {
      const found = (await store.list(`${FOLDER}/`)).find((entry) => entry.name === name)
      if (found?.bytes !== probe.length) throw new StoreError('damaged', 'the listing does not show what was written')
    },
    remove: async () => {
      await store.remove(name)
      if ((await store.size(name)) !== null) throw new StoreError('damaged', 'what was removed is still there')
      written = false
      await store.dropFolder(FOLDER)
    },
  }

  for (const step of STORE_CHECK_STEPS) {
    const work = steps[step]
    if (work === undefined) continue
    try {
      await work()
      if (step === 'list') done.set('reach', 'ok').set('sign-in', 'ok')
      done.set(step, 'ok')
    } catch (error) {
      if (!isStoreError(error)) throw error
      const where = step === 'list' ? (FIRST_STEP[error.fault] ?? 'list') : step
      if (where !== 'reach' && step === 'list') done.set('reach', 'ok')
      if (where === 'list') done.set('sign-in', 'ok')
      done.set(where, error)
      break
    }
  }
  if (written) await tidy(store, name)
  if (difference !== null) done.set('clock', Math.abs(difference) > options.policy.clock.warn ? new StoreError('damaged', 'the clocks differ') : 'ok')

  return {
    ok: STORE_CHECK_STEPS.every((step) => step === 'clock' || done.get(step) === 'ok'),
    steps: STORE_CHECK_STEPS.map((step) => {
      const outcome = done.get(step)
      if (outcome === undefined) return { step, result: 'skipped', fault: null, detail: null }
      if (outcome === 'ok') return { step, result: 'ok', fault: null, detail: null }
      // A clock that is off is no fault of the store: the difference says it.
      return { step, result: 'failed', fault: step === 'clock' ? null : outcome.fault, detail: step === 'clock' ? null : outcome.message }
    }),
    clockDifference: difference,
    exclusive,
    encrypted: settings.kind === 'folder' || /^https:/i.test(settings.kind === 'webdav' ? settings.url : settings.endpoint),
  }
}

async function tidy(store: OpenStore, name: string): Promise<void> {
  try {
    await store.remove(name)
    await store.dropFolder(FOLDER)
  } catch (error) {
    // The step that failed is what the person reads; a probe that a read-only store would not take was never there.
    if (!isStoreError(error)) throw error
  }
}
