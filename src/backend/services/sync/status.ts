import type { SyncStatus } from '../../../contract/sync'
import type { ErrorCode } from '../../../domain/errors'
import { passesByItself, type StreamFault } from '../../../domain/sync/fault'
import * as repo from '../../repositories/sync'
import type { Kernel } from '../kernel'
import { readCut, readVaultRecord } from './link'
import type { RunningState } from './running'
import { isAdmitted } from './own-files'

/** Failures that pass by themselves: network, a server that is busy. All others need a person. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['STORE_FAILED', 'STORE_MISSING', 'FILE_LOCKED', 'CANCELLED', 'BUSY'])
const NEEDS_PERSON: ReadonlySet<string> = new Set(['credentials', 'certificate', 'denied', 'read-only', 'full'])

const CODE_OF: Readonly<Record<StreamFault['kind'], ErrorCode>> = {
  torn: 'STREAM_WAITS', gap: 'STREAM_WAITS', waiting: 'STREAM_WAITS', signature: 'STREAM_FORGED', vault: 'STREAM_FORGED', name: 'STREAM_FORGED', chain: 'STREAM_FORGED', content: 'STREAM_FORGED',
  sealed: 'STREAM_SEALED', format: 'STREAM_NEWER', clock: 'CLOCK_AHEAD',
}

/** How sync fares, in the words' codes (S7). */
export function statusOf(kernel: Kernel, running: RunningState): SyncStatus {
  const off = readVaultRecord(kernel.read) === null
  if (off) return { state: 'off', lastSyncAt: null, nextAt: null, waiting: { changes: 0, segments: 0, photosUp: 0, photosDown: 0 }, fault: null, streams: [], clockAheadMs: null, raw: 0, progress: null }
  const names = new Map(repo.listDevices(kernel.read).map(({ id, name }) => [id, name]))
  const nameOf = (device: string): string => names.get(device) ?? device
  const since = kernel.now() - kernel.resources.policy.sync.waitWordsAfterMinutes * 60_000
  const streams = repo.listStreams(kernel.read).flatMap(({ deviceId, fault, faultSince }) => {
    if (fault === null) return []
    const { kind, file, detail } = JSON.parse(fault) as StreamFault
    // listings and uploads are late every day: nobody is told before it lasts
    if (passesByItself(kind) && (faultSince ?? 0) > since) return []
    const waitingFor = kind === 'waiting' ? detail.map(nameOf) : []
    return [{ device: deviceId, name: nameOf(deviceId), fault: { code: CODE_OF[kind], detail: { device: nameOf(deviceId), file, ...(kind === 'clock' ? { minutes: detail[0] ?? '' } : {}) } }, waitingFor }]
  })
  const { failure } = running
  const isStopped = failure !== null && (!PASSING.has(failure.code) || (typeof failure.detail['fault'] === 'string' && NEEDS_PERSON.has(failure.detail['fault'])))
  const isRetired = (repo.findDevice(kernel.read, kernel.deviceId)?.retiredAt ?? null) !== null
  const state = isStopped ? 'stopped' : failure !== null ? 'failing' : isRetired ? 'retired' : !isAdmitted(kernel) ? 'asking' : running.isRunning ? 'running' : 'idle'
  return {
    state,
    lastSyncAt: running.lastAt,
    nextAt: running.nextAt,
    waiting: {
      changes: repo.countChangesAfter(kernel.read, readCut(kernel.read)),
      segments: repo.countUnsent(kernel.read),
      photosUp: running.photos?.waiting.up ?? 0,
      photosDown: running.photos?.waiting.down ?? 0,
    },
    fault: failure,
    streams,
    clockAheadMs: running.clockAheadMs,
    raw: repo.countRaw(kernel.read),
    progress: running.isRunning && running.doing !== null ? { what: running.doing, done: 0, total: null } : null,
  }
}
