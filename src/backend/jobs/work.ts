import type { DueSummary } from '../../contract/shell'
import { startClockWatch } from './clock-watch'
import { startDailyBackup } from './daily-backup'
import { startDueWatch } from './due-watch'
import { startPhotoCare } from './photo-care'
import { startPhotoWays } from './photo-ways'
import { startPhotoWords } from './photo-words'
import { startRest } from './rest'
import { startRoutineFeed } from './routine-feed'
import { startSearchBuild } from './search-index'
import { startSync } from './sync'
import type { AtDesk } from '../services/at-desk'
import { createDueWatch } from '../services/due-summary'
import { logError } from '../services/failures'
import type { Kernel } from '../services/kernel'
import { templateIndex } from '../services/template-index'

export { resumeImports } from '../services/imports'
export { resolvePhoto } from '../services/photo-whereabouts'

export interface WorkOptions {
  /** Collects the garbage of this process; called when nobody asks for anything (X8). */
  readonly tidyMemory: () => void
  /** Who sits at this PC now. */
  readonly atDesk: AtDesk
  /** Told what is due for them (U5). */
  readonly onDue: (summary: DueSummary) => void
}

/** What goes on by itself while a data folder is open. */
export interface Work {
  /** No notification until then, epoch ms; null ends the quiet (U5). */
  mute(until: number | null): void
  /** Ends with the round of sync under way. */
  stop(): Promise<void>
}

/** Playbooks and templates are read when nobody waits for it (X1), so that a bad file is in the log before somebody needs it. */
const WARM_UP_AFTER_MS = 500
/** Between two documents: some forty of them parsed in one go would make a page wait. */
const WARM_UP_STEP_MS = 20

/** Starts everything that goes on by itself. A start does without all of it, so this module is loaded only when its rows are on screen (X1). */
export function startWork(kernel: Kernel, { tidyMemory, atDesk, onDue }: WorkOptions): Work {
  const dueWatch = createDueWatch()
  const due = startDueWatch(kernel, dueWatch, atDesk, onDue)
  const stopSync = startSync(kernel)
  const stops = [
    due.stop,
    startPhotoWays(kernel, atDesk),
    startDailyBackup(kernel),
    startClockWatch(kernel),
    startSearchBuild(kernel),
    startPhotoCare(kernel),
    startPhotoWords(kernel),
    startRest(kernel, tidyMemory),
    startRoutineFeed(kernel),
    readTemplates(kernel),
    readDocuments(kernel),
  ]
  return {
    mute(until) {
      dueWatch.mute(until)
      due.now()
    },
    async stop() {
      for (const stop of stops) stop()
      await stopSync()
    },
  }
}

function readTemplates(kernel: Kernel): () => void {
  const warmUp = setTimeout(() => {
    templateIndex(kernel, null).catch((error: unknown) => logError('resources', error))
  }, WARM_UP_AFTER_MS)
  warmUp.unref()
  return () => clearTimeout(warmUp)
}

/** Reads every playbook, policy and register one after another: what is wrong in them goes to the log, and the editor shows it. */
function readDocuments(kernel: Kernel): () => void {
  const keys = [...kernel.documents.keys()]
  const readNext = (): void => {
    const key = keys.shift()
    if (key === undefined) return
    kernel.documents.inForce(key)
    timer = setTimeout(readNext, WARM_UP_STEP_MS)
    timer.unref()
  }
  let timer = setTimeout(readNext, WARM_UP_AFTER_MS + WARM_UP_STEP_MS)
  timer.unref()
  return () => clearTimeout(timer)
}
