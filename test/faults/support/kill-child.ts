import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnByFork } from '../../../src/backend/file-process/fork'
import { createFileHosts } from '../../../src/backend/file-process/hosts'
import { openFolder } from '../../../src/backend/open-folder'
import { addNote, createCase } from '../../../src/backend/services/case-write'
import { importOrders, resumeImports } from '../../../src/backend/services/imports'
import type { Actor, Kernel } from '../../../src/backend/services/kernel'
import { listStaff } from '../../../src/backend/services/masters'
import { addFiles } from '../../../src/backend/services/photos'
import { BUYERS, orderFile, orderFileName, orderNumber, photoBytes, type KillJob, type KillLine } from './kill-work'

/** Runs the real backend on a data folder, one line on stdout for each thing that it acknowledged, until somebody kills it. */

/** Straight to the descriptor: a line that was written has left this process. */
function say(line: KillLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

async function importForEver(kernel: Kernel, actor: Actor, job: KillJob): Promise<void> {
  for (let version = job.from; ; version += 1) {
    const path = join(job.sources, orderFileName(version))
    writeFileSync(path, orderFile(version))
    say({ type: 'begin', n: version })
    for await (const event of importOrders(kernel, actor, { path, platform: 'other' })) {
      if (event.type !== 'orders') continue
      const { batchId, inserted, updated, unchanged } = event.result
      say({ type: 'import', done: true, version, batchId, inserted, updated, unchanged })
    }
  }
}

async function fileForEver(kernel: Kernel, actor: Actor, job: KillJob, next: () => number): Promise<void> {
  for (;;) {
    const n = next()
    const path = join(job.sources, `photo-${n}.jpg`)
    writeFileSync(path, photoBytes(job.root, n))
    const buyerNick = BUYERS[n % BUYERS.length]
    const target = n % 3 === 0 ? { caseId: createCase(kernel, actor, { kind: 'damaged', buyerNick }).id, slot: 'outer-box' } : { buyerNick }
    say({ type: 'begin', n })
    for (const { photo, rejected } of await addFiles(kernel, actor, { paths: [path], ...target })) {
      if (photo === null) throw new Error(`photo ${n} was refused: ${rejected?.code ?? 'without a reason'}`)
      say({ type: 'photo', done: true, n, sha256: photo.sha256, linkId: photo.linkId, archivedAs: photo.archivedAs })
    }
  }
}

/** What people do meanwhile. */
async function editForEver(kernel: Kernel, actor: Actor): Promise<void> {
  for (let round = 0; ; round += 1) {
    const made = createCase(kernel, actor, { kind: 'lost', orderNo: orderNumber(round) })
    say({ type: 'case', done: true, id: made.id, caseNo: made.caseNo })
    for (let line = 0; line < 3; line += 1) {
      await sleep(4)
      const text = `记录 ${process.pid}-${round}-${line}`
      addNote(kernel, actor, made.id, text)
      say({ type: 'note', done: true, caseId: made.id, text })
    }
  }
}

async function run(job: KillJob): Promise<void> {
  const fork = spawnByFork(job.filesEntry)
  const { files, imaging } = createFileHosts(async () => {
    const process = await fork()
    if (process.pid !== undefined) say({ type: 'file-process', pid: process.pid })
    return process
  })
  const { kernel } = openFolder({ dataDir: job.dataDir, purpose: 'open', resourcesDir: job.root, files, imaging })
  say({ type: 'open' })
  await resumeImports(kernel)
  say({ type: 'resumed' })
  const [staff] = listStaff(kernel)
  if (staff === undefined) throw new Error('the data folder has no staff')
  const actor: Actor = { staffId: staff.id, name: staff.name, role: staff.role }
  let n = job.from
  const next = (): number => n++
  const work = job.work === 'import' ? [importForEver(kernel, actor, job)] : [fileForEver(kernel, actor, job, next), fileForEver(kernel, actor, job, next)]
  await Promise.all([...work, editForEver(kernel, actor)])
}

await run(JSON.parse(process.argv[2] ?? '') as KillJob)
