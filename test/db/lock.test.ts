import { describe, expect, it } from 'vitest'
import { lockDataFolder } from '../../src/backend/db/lock'
import { isUnsafePlace } from '../../src/backend/db/data-folder'
import { tempFolder } from '../support/folders'
import { holdInOtherProcess } from '../support/lock-holder'

describe('one owner of a data folder (design, decision 1)', () => {
  it('refuses a second process and is free again after kill -9', async () => {
    const folder = tempFolder()
    const holder = await holdInOtherProcess(folder)
    expect(() => lockDataFolder(folder)).toThrow(expect.objectContaining({ code: 'DATA_FOLDER_BUSY' }))
    await holder.kill()
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
