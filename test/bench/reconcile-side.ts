import { createFileHosts } from '../../src/backend/file-process/hosts'
import { openFolder } from '../../src/backend/open-folder'
import { importRecords, importStatement } from '../../src/backend/services/imports'
import type { Kernel } from '../../src/backend/services/kernel'
import { runReconcile } from '../../src/backend/services/reconcile'
import { ROOT } from './data'
import { watchedSpawn, type Founded } from './import'
import type { ReconcileFiles } from './reconcile-files'

/** Our side of the benchmark `reconcile`, once, in a process of its own: its memory is its own then. Takes its work as JSON, answers with JSON. */
export interface OurRun {
  readonly claimsMs: number
  readonly linesMs: number
  readonly reconcileMs: number
  /** The month once more, with nothing new. */
  readonly againMs: number
  /** The statements imported once more. */
  readonly reimportMs: number
  readonly matched: number
  /** Bytes: of the file processes, and of this process that owns the database. */
  readonly readerPeak: number
  readonly ownerPeak: number
}

async function drained<E extends { readonly type: string }>(events: AsyncGenerator<E, void, void>): Promise<E> {
  let last: E | undefined
  for await (const event of events) last = event
  if (last === undefined) throw new Error('the import ended without a result')
  return last
}

async function importLines(kernel: Kernel, actor: Founded['actor'], files: ReconcileFiles): Promise<{ inserted: number; unchanged: number }> {
  const done = { inserted: 0, unchanged: 0 }
  for (const { courierId, file } of files.statements) {
    const event = await drained(importStatement(kernel, actor, { path: file, courierId, month: files.month }))
    if (event.type !== 'statement') throw new Error(`${file}: ${event.type}`)
    done.inserted += event.result.lines
    done.unchanged += event.result.duplicates
  }
  return done
}

/** From the files to stored matches as the app does it: disposable file processes, staging, publishing, the engine, its matches stored. */
async function ourRun(empty: Founded, files: ReconcileFiles): Promise<OurRun> {
  const watched = watchedSpawn()
  const hosts = createFileHosts(watched.spawn)
  const { kernel, close } = openFolder({ dataDir: empty.dataDir, purpose: 'open', resourcesDir: ROOT, files: hosts.files, now: () => Date.now() })
  const timed = async <T>(work: () => Promise<T> | T): Promise<{ ms: number; value: T }> => {
    const from = performance.now()
    const value = await work()
    return { ms: performance.now() - from, value }
  }
  try {
    const claims = await timed(() => drained(importRecords(kernel, empty.actor, { path: files.claims, kind: 'claims' })))
    const lines = await timed(() => importLines(kernel, empty.actor, files))
    const run = await timed(() => runReconcile(kernel, empty.actor, { month: files.month }))
    const again = await timed(() => runReconcile(kernel, empty.actor, { month: files.month }))
    const reimport = await timed(() => importLines(kernel, empty.actor, files))
    if (claims.value.type !== 'records' || claims.value.result.inserted !== files.claimCount) throw new Error(`claims: ${JSON.stringify(claims.value)}`)
    if (lines.value.inserted !== files.lineCount || reimport.value.unchanged !== files.lineCount) throw new Error(`lines: ${JSON.stringify({ lines: lines.value, reimport: reimport.value, expected: files.lineCount })}`)
    if (!run.value.invariantsHold || again.value.creditedCents !== run.value.creditedCents) throw new Error('the month does not add up')
    return { claimsMs: claims.ms, linesMs: lines.ms, reconcileMs: run.ms, againMs: again.ms, reimportMs: reimport.ms, matched: run.value.matched.length, readerPeak: watched.peakBytes(), ownerPeak: process.resourceUsage().maxRSS * 1024 }
  } finally {
    await hosts.close()
    close()
  }
}


const [work = ''] = process.argv.slice(2)
const { empty, files } = JSON.parse(work) as { empty: Founded; files: ReconcileFiles }
process.stdout.write(JSON.stringify(await ourRun(empty, files)))
