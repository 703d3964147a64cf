import { describe, expect, it } from 'vitest'
import type { FilingResult } from '../../src/backend/photos/filing'
import { sweepIncoming } from '../../src/backend/photos/take-in'
import { verifyArchive } from '../../src/backend/photos/verify'
import { PowerCut, type Fault } from './photo-disk'
import { busyDay, callsOf, causes, DATA, day, desk, expectAnswered, expectTruth, freshDisk, jpeg, sha, wholes, type Row } from './support/photo-day'

describe.each([
  ['with hard links', true],
  ['without hard links', false],
])('filing on a failing disk, %s', (_, links) => {
  it('A4, A6: a day without faults ends with whole files, one copy per buyer and nothing else', async () => {
    const disk = freshDisk()
    disk.setLinks(links)
    const rows: Row[] = []
    await day(disk, rows)
    await expectTruth(disk, rows, 'no fault')
    expect([...disk.files('/data/售后问题图片').keys()].map((path) => path.slice('/data/售后问题图片/'.length)).sort()).toEqual([
      '2026-11/Abc/Abc_2026-11-22_1.jpg',
      '2026-11/Abc/abc_2026-11-22_2.jpg',
      '2026-11/小鱼/小鱼_2026-11-22_1.jpg',
      '2026-11/小鱼/小鱼_2026-11-22_2.jpg',
      '_待检查/2026-11-22_bad_' + sha(jpeg('BROKEN')).slice(0, 8) + '.jpg',
    ])
    expect(rows.map((row) => row.archivedAs.split('/').at(-1))).toEqual([
      '小鱼_2026-11-22_1.jpg',
      '小鱼_2026-11-22_2.jpg',
      '小鱼_2026-11-22_1.jpg',
      'Abc_2026-11-22_1.jpg',
      'abc_2026-11-22_2.jpg',
    ])
  })

  it.each((['forgets', 'empty-files', 'remembers'] as const).flatMap((weather) => [['one after the other', weather, day] as const, ['seven at once', weather, busyDay] as const]))(
    'A6: power cut at every single call while photos are filed %s, and the disk %s: whatever was answered is so',
    async (_, weather, work) => {
      const total = await callsOf(links, work)
      expect(total).toBeGreaterThan(60)
      for (let k = 1; k <= total; k++) {
        const disk = freshDisk()
        disk.setLinks(links)
        const rows: Row[] = []
        const answers: FilingResult[] = []
        disk.setFault({ at: k, what: 'power-cut' })
        await work(disk, rows, answers).catch((error: unknown) => expect([error, ...causes(error)].some((one) => one instanceof PowerCut), `cut at ${k}: ${String(error)}`).toBe(true))
        // what is under way when the power goes may still call, and is refused: only one after the other ends with the cut itself
        if (work === day) expect(disk.calls.length).toBe(k)
        const after = disk.afterPowerCut(weather)
        const where = `power cut at call ${k} (${disk.calls.at(-1)}), ${weather}`
        expectAnswered(after, rows, answers, where)
        await expectTruth(after, rows, where)
        // The next morning the same day goes through.
        await work(after, rows)
        await expectTruth(after, rows, `the day after a cut at call ${k}`)
      }
    },
  )

  it.each<Fault['what']>(['ENOSPC', 'EACCES', 'EIO', 'EBUSY', 'EPERM'])('R2, A6: %s at every single call: an error in time, nothing half, the next filing works', async (what) => {
    const total = await callsOf(links, day)
    for (let k = 1; k <= total; k++) {
      const disk = freshDisk()
      disk.setLinks(links)
      const rows: Row[] = []
      const answers: FilingResult[] = []
      disk.setFault({ at: k, what, times: 8 })
      await day(disk, rows, answers).catch((error: unknown) => {
        expect([what, undefined]).toContain((error as { code?: string }).code ?? (error as { errors?: { code?: string }[] }).errors?.[0]?.code)
      })
      disk.setFault(null)
      await expectTruth(disk, rows, `${what} at call ${k}`)
      // What was acknowledged survives a power cut right after, too.
      await expectTruth(disk.afterPowerCut('forgets'), rows, `${what} at call ${k}, then a power cut`)
      expectAnswered(disk.afterPowerCut('forgets'), rows, answers, `${what} at call ${k}, then a power cut`)
      await day(disk, rows)
      await expectTruth(disk, rows, `the day after ${what} at call ${k}`)
    }
  })

  it.each(['/data/售后问题图片', '/data/售后问题图片/2026-11', '/data/售后问题图片/2026-11/小鱼', '/data/售后问题图片/_待检查', '/data/incoming'])('R2, A6: %s is taken away by hand at every single call: an error in time or the photo is there, and verify says what went', async (folder) => {
    const total = await callsOf(links, day)
    for (let k = 1; k <= total; k++) {
      const disk = freshDisk()
      disk.setLinks(links)
      const rows: Row[] = []
      disk.setFault({ at: k, what: 'gone', folder })
      await day(disk, rows).catch((error: unknown) => {
        expect((error as { code?: string }).code ?? (error as { errors?: { code?: string }[] }).errors?.[0]?.code, `gone at ${k}`).toBe('ENOENT')
      })
      disk.setFault(null)
      await sweepIncoming(disk.fs, DATA)
      // Absence is told, never taken as deletion; what else is there is whole.
      const there = disk.files('/data/售后问题图片')
      for (const [path, bytes] of there) expect(wholes.has(sha(bytes)), `gone at ${k}: half file ${path}`).toBe(true)
      const lost = rows.filter((row) => !there.has(`/data/${row.archivedAs}`)).map((row) => row.archivedAs)
      const report = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows })
      const told = [...report.missing.map((file) => file.archivedAs), ...report.repaired.map((file) => (file.how === 'relinked' ? file.to : file.from))]
      expect([...new Set(told)].sort(), `gone at ${k}`).toEqual([...new Set(lost)].sort())
      expect(report.altered).toEqual([])
      // Filed again, each photo is there again, under its old name where its folder is still spelled so.
      await day(disk, rows)
      const again = new Set([...disk.files('/data/售后问题图片').values()].map(sha))
      for (const row of rows) expect(again.has(row.sha256), `${row.archivedAs}, the day after ${k}`).toBe(true)
      const after = await verifyArchive({ dataDir: DATA, fs: disk.fs, expected: rows })
      expect({ altered: after.altered, unreadable: after.unreadable, missing: after.missing.filter((file) => !file.archivedAs.includes('/Abc/')) }, `the day after ${k}`).toEqual({ altered: [], unreadable: [], missing: [] })
    }
  })

  it.each(['/data/售后问题图片', '/data/售后问题图片/2026-11', '/data/incoming', '/phone'])('R2, A6: %s is out of reach from any call on and comes back: an error in time, nothing half, the next filing works', async (folder) => {
    const total = await callsOf(links, day)
    for (const times of [1, 3, 9]) {
      for (let k = 1; k <= total; k++) {
        const disk = freshDisk()
        disk.setLinks(links)
        const rows: Row[] = []
        disk.setFault({ at: k, what: 'away', folder, times })
        const where = `${folder} away at call ${k} for ${times}`
        await day(disk, rows).catch((error: unknown) => {
          const [code] = [error, ...causes(error)].map((one) => (one as { code?: string }).code).filter((one) => one !== undefined)
          expect(['ENOENT', 'EIO', 'EEXIST'], `${where}: ${String(error)}`).toContain(code)
        })
        disk.setFault(null)
        await expectTruth(disk, rows, where)
        await expectTruth(disk.afterPowerCut('forgets'), rows, `${where}, then a power cut`)
        await day(disk, rows)
        await expectTruth(disk, rows, `the day after ${where}`)
      }
    }
  })

  it('A1, A6: a file that somebody put there by hand is never replaced', async () => {
    const disk = freshDisk()
    disk.setLinks(links)
    const rows: Row[] = []
    const file = desk(disk, rows)
    await file({ path: '/phone/a.jpg' }, '小鱼')
    const byHand = '/data/售后问题图片/2026-11/小鱼/小鱼_2026-11-22_2.jpg'
    disk.writeNow(byHand, jpeg('third'))
    await file({ bytes: jpeg('second'), name: 'b.jpg' }, '小鱼')
    expect(rows.at(-1)?.archivedAs).toMatch(/_3\.jpg$/)
    expect(sha(disk.files('/data').get(byHand)!)).toBe(sha(jpeg('third')))
  })

  it('A6: a name held by a virus scanner for a moment is tried again', async () => {
    const disk = freshDisk()
    disk.setLinks(links)
    const rows: Row[] = []
    const file = desk(disk, rows)
    const index = await callIndex(links, links ? 'link' : 'rename')
    disk.setFault({ at: index, what: 'EBUSY', times: 3 })
    expect((await file({ path: '/phone/a.jpg' }, '小鱼')).outcome).toBe('filed')
    disk.setFault(null)
    await expectTruth(disk, rows, 'EBUSY')
  })
})

async function callIndex(links: boolean, name: string): Promise<number> {
  const disk = freshDisk()
  disk.setLinks(links)
  await desk(disk, [])({ path: '/phone/a.jpg' }, '小鱼')
  return disk.calls.indexOf(name) + 1
}

describe('rows and files', () => {
  it('A6: when the row cannot be written the file goes out again, and its number may be used', async () => {
    const disk = freshDisk()
    const rows: Row[] = []
    const file = desk(disk, rows)
    const refuse = (): never => {
      throw new Error('no row')
    }
    await expect(file({ path: '/phone/a.jpg' }, '小鱼', refuse)).rejects.toThrow('no row')
    expect([...disk.files('/data/售后问题图片').keys()]).toEqual([])
    expect([...disk.files('/data/incoming').keys()]).toEqual([])
    expect((await file({ path: '/phone/a.jpg' }, '小鱼')).outcome).toBe('filed')
    await expectTruth(disk, rows, 'after a refused row')
  })

  it('A4: a row refused for a duplicate does not touch the file that was there before', async () => {
    const disk = freshDisk()
    const rows: Row[] = []
    const file = desk(disk, rows)
    await file({ path: '/phone/a.jpg' }, '小鱼')
    await expect(
      file({ path: '/phone/a.jpg' }, '小鱼', () => {
        throw new Error('no row')
      }),
    ).rejects.toThrow('no row')
    await expectTruth(disk, rows, 'duplicate refused')
    expect(disk.files('/data/售后问题图片').size).toBe(1)
  })

  it('A6: the process dies between the name and the row: the file is reported as orphaned, whole, and can be adopted', async () => {
    const disk = freshDisk()
    const file = desk(disk, [])
    await expect(
      file({ path: '/phone/a.jpg' }, '小鱼', () => {
        disk.setFault({ at: 1, what: 'power-cut' })
        throw new PowerCut()
      }),
    ).rejects.toThrow()
    const after = disk.afterPowerCut('forgets')
    await sweepIncoming(after.fs, DATA)
    const report = await verifyArchive({ dataDir: DATA, fs: after.fs, expected: [] })
    expect(report.orphaned).toEqual([{ archivedAs: '售后问题图片/2026-11/小鱼/小鱼_2026-11-22_1.jpg', sha256: sha(jpeg('first')), bytes: jpeg('first').length, format: 'jpeg' }])
  })

  it('A6: the sweep takes only our own leftovers', async () => {
    const disk = freshDisk()
    disk.writeNow('/data/incoming/old.part', jpeg('half'))
    disk.writeNow('/data/incoming/note.txt', Buffer.from('mine'))
    expect(await sweepIncoming(disk.fs, DATA)).toBe(1)
    expect([...disk.files('/data/incoming').keys()]).toEqual(['/data/incoming/note.txt'])
  })
})
