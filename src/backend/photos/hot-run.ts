import { mayPass, type HotPending } from '../../domain/photo/hot-files'
import type { RejectReason } from '../../domain/photo/reject'
import type { HotRules } from '../../domain/photo/ways'
import { systemCode, type FileSystem } from './file-system'
import { lookAtFolder, markOf, type HotProblem, type HotReady } from './hot-look'
import { hashFile } from './take-in'

/** What became of a file of a hot folder; `left`: it lay there before anybody asked. */
export type HotOutcome = { readonly kind: 'taken' | 'known' | 'left' } | { readonly kind: 'refused'; readonly reason: RejectReason }

export interface HotRunOptions {
  readonly fs: FileSystem
  readonly folder: string
  readonly rules: () => HotRules
  readonly extensions: ReadonlySet<string>
  readonly skip: (folder: string) => boolean
  /** Size and time of what was judged in earlier runs, by path; grows with this one. */
  readonly judged: Map<string, string>
  /** Marks of judged files that were taken: a file renamed after it was taken keeps its size, time and content. */
  readonly takenMarks: Set<string>
  /** Which case is open at this moment; asked when a file is first seen, since the person may have gone on when it is taken. */
  readonly attended: () => string | null
  /** Whether these bytes need not be taken again. `moved`: a file of this size and time was taken before. */
  readonly isKnown: (sha256: string, file: { readonly caseId: string | null; readonly moved: boolean }) => boolean
  /**
   * Files it. What is kept must be noted in the same transaction as the photo's rows, so that a power cut can neither lose nor double
   * it. Throws when the archive itself cannot take files (disk full …).
   */
  readonly file: (file: HotReady, place: HotPlace) => Promise<{ readonly rejected: RejectReason | null }>
  /** Notes what became of a file that was not kept. */
  readonly note: (file: HotReady, outcome: HotOutcome) => void
  /** Between two files: others come first. */
  readonly giveWay: () => Promise<void>
}

export interface HotPlace {
  readonly caseId: string | null
  /** How many of this look go to the same case, and which of them this is, from 0: what slots are chosen by. */
  readonly of: number
  readonly at: number
}

export interface HotRun {
  readonly state: { readonly problem: HotProblem | null; readonly left: number; readonly taken: number; readonly lastCaseId: string | null; readonly looks: number }
  /** One look, and everything that is whole by then is taken. Throws what `file` throws; the rest waits for the next look. */
  look(signal?: AbortSignal): Promise<void>
}

/** Files taken at once: while two pictures are decoded, others are copied and synced. */
const AT_ONCE = 4

/** Follows one hot folder (A2): what was seen, what waits, what was taken. The services give it its database and its archive. */
export function createHotRun(options: HotRunOptions): HotRun {
  const { fs, judged, takenMarks } = options
  const pending = new Map<string, HotPending>()
  const cases = new Map<string, string | null>()
  const state = { problem: null as HotProblem | null, left: 0, taken: 0, lastCaseId: null as string | null, looks: 0 }

  const settled = (file: HotReady): void => {
    judged.set(file.path, markOf(file))
    pending.delete(file.path)
    cases.delete(file.path)
  }
  /** Refused for a reason that may pass: waits, and after some tries is listed with its reason instead of being tried for ever. */
  function refuse(file: HotReady, reason: RejectReason): void {
    const tries = (pending.get(file.path)?.tries ?? 0) + 1
    if (reason === 'not-found') {
      pending.delete(file.path)
    } else if (mayPass(reason) && tries < options.rules().tries) {
      pending.set(file.path, { bytes: file.bytes, changedAt: file.changedAt, looks: 0, tries })
    } else {
      options.note(file, { kind: 'refused', reason })
      settled(file)
    }
  }

  async function take(file: HotReady, place: HotPlace): Promise<void> {
    let sha256: string
    try {
      sha256 = (await hashFile(fs, file.path)).sha256
    } catch (error) {
      if (systemCode(error) === '') throw error
      refuse(file, systemCode(error) === 'ENOENT' ? 'not-found' : 'not-readable')
      return
    }
    if (options.isKnown(sha256, { caseId: place.caseId, moved: takenMarks.has(markOf(file)) })) {
      options.note(file, { kind: 'known' })
      settled(file)
      return
    }
    const { rejected } = await options.file(file, place)
    if (rejected !== null) {
      refuse(file, rejected)
      return
    }
    settled(file)
    takenMarks.add(markOf(file))
    state.taken += 1
    state.lastCaseId = place.caseId
  }

  async function takeAll(ready: readonly HotReady[], signal: AbortSignal | undefined): Promise<void> {
    const total = new Map<string | null, number>()
    for (const { path } of ready) total.set(cases.get(path) ?? null, (total.get(cases.get(path) ?? null) ?? 0) + 1)
    const begun = new Map<string | null, number>()
    let next = 0
    let failed = false
    const worker = async (): Promise<void> => {
      for (let file = ready[next]; file !== undefined && !failed && signal?.aborted !== true; file = ready[next]) {
        next += 1
        const caseId = cases.get(file.path) ?? null
        const at = begun.get(caseId) ?? 0
        begun.set(caseId, at + 1)
        try {
          await take(file, { caseId, of: total.get(caseId) ?? 1, at })
        } catch (error) {
          failed = true
          throw error
        }
        state.left -= 1
        await options.giveWay()
      }
    }
    const outcomes = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, ready.length) }, worker))
    const broken = outcomes.find((outcome) => outcome.status === 'rejected')
    if (broken?.status === 'rejected') throw broken.reason
  }

  return {
    state,
    async look(signal) {
      const rules = options.rules()
      const recheck = state.looks % rules.recheckLooks === 0
      state.looks += 1
      const seen = await lookAtFolder({ fs, folder: options.folder, extensions: options.extensions, rules, pending, judged, recheck, skip: options.skip })
      state.problem = seen.problem
      for (const path of pending.keys()) if (!cases.has(path)) cases.set(path, options.attended())
      for (const path of cases.keys()) if (!pending.has(path)) cases.delete(path)
      state.left = seen.ready.length
      try {
        await takeAll(seen.ready, signal)
      } finally {
        state.left = 0
      }
    },
  }
}
