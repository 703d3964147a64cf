import { AppError, type ErrorCode, type ErrorDetail } from '../../../domain/errors'
import type { OpenStore } from '../../sync/store-context'
import { logError } from '../failures'
import type { Kernel } from '../kernel'
import { buildSearchSlice } from '../search-index'
import { openStoreOf, readSettings, storeFailure } from './connection'
import { syncRound } from './engine'
import { readVaultRecord, type Link } from './link'
import type { Listing } from './listing'
import { removePurged } from './photo-gone'
import { photoRound, type PhotoRound } from './photos'
import { exchangePresence } from './presence-files'
import { completeFiles } from './own-files'
import { finish, openLink, requestOf } from './vault'

/** A request as it lies in the store. */
export interface SeenRequest {
  readonly deviceId: string
  readonly name: string
  readonly part: string
  readonly askedAt: number
  readonly damaged: boolean
}

/** How rounds fare, in memory: true until the app ends. */
export interface RunningState {
  readonly isRunning: boolean
  readonly lastAt: number | null
  readonly nextAt: number | null
  /** Of the last round; null when it got through. */
  readonly failure: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null
  readonly photos: PhotoRound | null
  readonly clockAheadMs: number | null
  readonly doing: 'reading' | 'photos' | null
}

interface Runner {
  state: RunningState
  requests: readonly SeenRequest[]
  seenRequests: string
  timer: NodeJS.Timeout | null
  round: Promise<void> | null
  abort: AbortController
  /** Asked for while a round was under way. */
  again: boolean
  /** By when the next one was asked for while a round was under way, epoch ms; null: at its own time. */
  nextBy: number | null
  failures: number
  open: { readonly store: OpenStore; readonly link: Link } | null
  stopListening: () => void
  isOn: boolean
  readonly listeners: Set<() => void>
}

/** Tables beside `sync_…` that a round writes: where it stands, and the words of what it brought. */
const OF_ROUNDS: ReadonlySet<string> = new Set(['meta', 'change_log', 'case_doc', 'case_text'])

const QUIET: RunningState = { isRunning: false, lastAt: null, nextAt: null, failure: null, photos: null, clockAheadMs: null, doing: null }
const runners = new WeakMap<Kernel, Runner>()

function runnerOf(kernel: Kernel): Runner {
  let runner = runners.get(kernel)
  if (runner === undefined) {
    runner = { state: QUIET, requests: [], seenRequests: '', timer: null, round: null, abort: new AbortController(), again: false, nextBy: null, failures: 0, open: null, stopListening: () => undefined, isOn: false, listeners: new Set() }
    runners.set(kernel, runner)
  }
  return runner
}

export const runningState = (kernel: Kernel): RunningState => runnerOf(kernel).state
export const requestsSeen = (kernel: Kernel): readonly SeenRequest[] => runnerOf(kernel).requests

export function onRunning(kernel: Kernel, listener: () => void): () => void {
  const { listeners } = runnerOf(kernel)
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function tell(runner: Runner, change: Partial<RunningState>): void {
  runner.state = { ...runner.state, ...change }
  for (const listener of runner.listeners) listener()
}

/** Rounds from now on, when this device belongs to a vault. */
export function startRunning(kernel: Kernel): void {
  const runner = runnerOf(kernel)
  if (readVaultRecord(kernel.read) === null || runner.isOn) return
  runner.isOn = true
  runner.abort = new AbortController()
  runner.stopListening = kernel.onChange(({ tables }) => {
    // what a round itself writes is no reason for the next
    if ([...tables].every((table) => table.startsWith('sync_') || OF_ROUNDS.has(table))) return
    if (runner.round === null) plan(kernel, runner, kernel.resources.policy.sync.afterChangeMs)
    else runner.again = true
  })
  plan(kernel, runner, 0)
}

/** Ends rounds; the one under way ends at its next step. */
export async function stopRunning(kernel: Kernel): Promise<void> {
  const runner = runnerOf(kernel)
  runner.isOn = false
  runner.stopListening()
  runner.abort.abort(new AppError('CANCELLED'))
  if (runner.timer !== null) clearTimeout(runner.timer)
  runner.timer = null
  await runner.round
  await runner.open?.store.close()
  runner.open = null
}

/** What is remembered of rounds goes with the vault. */
export function forgetRunning(kernel: Kernel): void {
  const runner = runnerOf(kernel)
  runner.requests = []
  runner.seenRequests = ''
  runner.failures = 0
  tell(runner, QUIET)
}

/** A round as soon as possible. */
export function runNow(kernel: Kernel): void {
  const runner = runnerOf(kernel)
  if (!runner.isOn) startRunning(kernel)
  else if (runner.round === null) plan(kernel, runner, 0)
  else runner.again = true
}

/** A round within so many milliseconds, when none comes earlier; a store that fails is not asked more often for that. */
export function runWithin(kernel: Kernel, ms: number): void {
  const runner = runnerOf(kernel)
  if (!runner.isOn || runner.failures > 0) return
  const by = kernel.now() + ms
  if (runner.round !== null) runner.nextBy = Math.min(runner.nextBy ?? by, by)
  else if ((runner.state.nextAt ?? Number.POSITIVE_INFINITY) > by) plan(kernel, runner, ms)
}

function plan(kernel: Kernel, runner: Runner, afterMs: number): void {
  if (!runner.isOn) return
  if (runner.timer !== null) clearTimeout(runner.timer)
  runner.timer = setTimeout(() => {
    runner.timer = null
    runner.round = round(kernel, runner).finally(() => {
      runner.round = null
    })
  }, afterMs).unref()
  tell(runner, { nextAt: kernel.now() + afterMs })
}

async function round(kernel: Kernel, runner: Runner): Promise<void> {
  const { roundEverySeconds, retry } = kernel.resources.policy.sync
  const { signal } = runner.abort
  runner.again = false
  runner.nextBy = null
  tell(runner, { isRunning: true, nextAt: null, doing: 'reading' })
  let wait = roundEverySeconds * 1000
  try {
    const { store, link } = await openOnce(kernel, runner)
    await finish(kernel, link)
    const report = await syncRound(kernel, link, { signal })
    await completeFiles(kernel, link, report.listing)
    await lookAtRequests(runner, link, report.listing)
    await exchangePresence(kernel, link, report.listing)
    tell(runner, { doing: 'photos' })
    const photos = await photoRound(kernel, store, { seal: link.seal, signal, onProgress: () => tell(runner, {}) })
    await removePurged(kernel, link)
    await finishSearch(kernel, signal)
    runner.failures = 0
    if (report.applied > 0 || runner.again) wait = Math.min(wait, kernel.resources.policy.sync.afterChangeMs)
    if (runner.nextBy !== null) wait = Math.min(wait, Math.max(0, runner.nextBy - kernel.now()))
    tell(runner, { failure: null, lastAt: kernel.now(), photos })
  } catch (error) {
    if (!signal.aborted) {
      const failure = storeFailure(error)
      if (failure.code === 'INTERNAL') logError('sync round', error)
      wait = Math.min(retry.mostSeconds, retry.firstSeconds * retry.factor ** runner.failures) * 1000
      runner.failures += 1
      tell(runner, { failure: { code: failure.code, detail: failure.detail } })
      // a password that was changed, a server that was moved: the next round begins from nothing
      await runner.open?.store.close()
      runner.open = null
    }
  }
  tell(runner, { isRunning: false, doing: null })
  runner.round = null
  plan(kernel, runner, wait)
}

async function openOnce(kernel: Kernel, runner: Runner): Promise<{ readonly store: OpenStore; readonly link: Link }> {
  if (runner.open === null) {
    const store = openStoreOf(kernel, await readSettings(kernel))
    runner.open = { store, link: await openLink(kernel, store) }
  }
  return runner.open
}

/** Requests are read when the listing shows others than before. */
async function lookAtRequests(runner: Runner, link: Link, listing: Listing): Promise<void> {
  // a torn one has another size than the whole one that comes
  const names = [...listing.requests].map(([device, bytes]) => `${device} ${bytes}`).sort().join('\n')
  if (names === runner.seenRequests) return
  const seen: SeenRequest[] = []
  for (const deviceId of listing.requests.keys()) {
    const request = await requestOf(link, deviceId)
    seen.push(request === null ? { deviceId, name: deviceId, part: '', askedAt: 0, damaged: true } : { deviceId, name: request.name, part: request.part, askedAt: request.madeAt, damaged: false })
  }
  runner.requests = seen
  runner.seenRequests = names
  tell(runner, {})
}

/** After a snapshot the words of many cases are not in the index yet. */
async function finishSearch(kernel: Kernel, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && buildSearchSlice(kernel, kernel.pace.sliceMs())) await kernel.pace.giveWay()
}
