import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockDataFolder } from '../../src/backend/db/lock'
import { isUnsafePlace } from '../../src/backend/db/data-folder'
import { ROOT, tempFolder } from '../support/folders'

const HOLDER = `
  import Database from 'better-sqlite3'
  const db = new Database(process.argv[1])
  db.pragma('journal_mode = DELETE')
  db.exec('BEGIN EXCLUSIVE')
  console.log('held')
  setInterval(() => undefined, 1000)
`

describe('one owner of a data folder (design, decision 1)', () => {
  it('refuses a second process and is free again after kill -9', async () => {
    const folder = tempFolder()
    const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, join(folder, 'lock.sqlite')], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_BUSY' }))
    const ended = once(holder, 'exit')
    holder.kill('SIGKILL')
    await ended
    const lock = lockDataFolder(folder)
    lock.release()
  })

  it.each([
    ['\\\\nas\\share\\data', '', true],
    ['/home/me/OneDrive/data', '', true],
    ['/home/me/坚果云/data', '', true],
    ['/mnt/nas/data', '//nas/share /mnt/nas cifs rw 0 0\n/dev/sda1 / ext4 rw 0 0', true],
    ['/mnt/my share/data', 'host:/x /mnt/my\\040share nfs4 rw 0 0', true],
    ['/home/me/data', '//nas/share /mnt/nas cifs rw 0 0\n/dev/sda1 / ext4 rw 0 0', false],
    ['/mnt/nas2/data', '//nas/share /mnt/nas cifs rw 0 0\n/dev/sda1 / ext4 rw 0 0', false],
  ])('S1: knows %s as a network or synced place: %#', (folder, mounts, unsafe) => {
    expect(isUnsafePlace(folder, mounts)).toBe(unsafe)
  })
})
