import { writeSync } from 'node:fs'
import { createFileHost } from '../../src/backend/file-process/host'
import { openFolder } from '../../src/backend/open-folder'
import { addNote, createCase } from '../../src/backend/services/case-write'
import { listStaff } from '../../src/backend/services/masters'
import { syncRound } from '../../src/backend/services/sync/engine'
import { finish, openLink } from '../../src/backend/services/sync/vault'
import { openStore } from '../../src/backend/sync/open-store'

/** One PC of a team that works and syncs without a pause, until somebody kills it; each line on stdout was acknowledged before. */

interface Job {
  readonly dataDir: string
  readonly root: string
  readonly share: string
}

function say(line: Record<string, unknown>): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

const job = JSON.parse(process.argv[2] ?? '') as Job
const files = createFileHost({
  spawn: () => {
    throw new Error('no file from outside is read here')
  },
})
const { kernel } = openFolder({ dataDir: job.dataDir, purpose: 'open', resourcesDir: job.root, files })
const [staff] = listStaff(kernel)
if (staff === undefined) throw new Error('nobody works here')
const actor = { staffId: staff.id, name: staff.name, role: staff.role }
const link = await openLink(kernel, openStore({ kind: 'folder', path: job.share }, { owner: kernel.deviceId, policy: kernel.resources.policy.stores }))
await finish(kernel, link)
say({ type: 'open' })
for (let n = 0; ; n += 1) {
  const made = createCase(kernel, actor, { kind: 'damaged', buyerNick: `买家${n % 7}` })
  say({ type: 'case', id: made.id })
  const text = `记录 ${process.pid}-${n}`
  addNote(kernel, actor, made.id, text)
  say({ type: 'note', caseId: made.id, text })
  const { sent, applied } = await syncRound(kernel, link)
  say({ type: 'round', sent, applied })
}
