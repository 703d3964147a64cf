import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ROOT } from './folders'

const HOLDER = `
  import Database from 'better-sqlite3'
  const db = new Database(process.argv[1])
  db.pragma('journal_mode = DELETE')
  db.exec('BEGIN EXCLUSIVE')
  console.log('held')
  setInterval(() => undefined, 1000)
`

/** Lets another process own a data folder; `kill` ends it with SIGKILL and waits until it is gone. */
export async function holdInOtherProcess(dataDir: string): Promise<{ kill: () => Promise<void> }> {
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, join(dataDir, 'lock.sqlite')], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return {
    async kill() {
      holder.kill('SIGKILL')
      await ended
    },
  }
}
