import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openFolder } from '../../src/backend/open-folder'
import { refusalOf } from '../../src/backend/boot/command-line'
import { router } from '../../src/backend/rpc/router'
import { createCase } from '../../src/backend/services/case-write'
import { checkData } from '../../src/backend/services/health'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, noFiles, type TestFolder } from '../support/kernel'
import { holdInOtherProcess } from '../support/lock-holder'
import { copyAsKilled, databaseOf, filledFolder, fingerprint, forgetCleanEnd, garbage, openAgain, overwrite, refusal, walOf } from './support/broken-database'
import { replayProblems } from './support/replay'

const PAGE = 4096
const open = (dataDir: string) => openAgain(dataDir, noFiles)
const casesIn = (kernel: TestFolder['kernel']): number => (kernel.db.readable.prepare('SELECT count(*) AS n FROM cases').get() as { n: number }).n

let filled: Buffer | null = null

/** A folder of 60 cases that was closed, then ended uncleanly as far as anybody can tell. */
async function closedFolder(clean = false): Promise<string> {
  if (filled === null) {
    const test = await filledFolder(60)
    test.open.close()
    filled = readFileSync(databaseOf(test.dataDir))
  }
  const dataDir = tempFolder()
  writeFileSync(databaseOf(dataDir), filled)
  openAgain(dataDir, noFiles).close()
  if (!clean) forgetCleanEnd(dataDir)
  return dataDir
}

const DAMAGES: readonly [string, (path: string) => void][] = [
  ['garbage over pages in the middle', (path) => overwrite(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE, garbage(1, 3 * PAGE))],
  ['garbage across the border of two pages', (path) => overwrite(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE - 500, garbage(2, 1000))],
  ['cut to half of its pages', (path) => truncateSync(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE)],
  ['cut in the middle of a page', (path) => truncateSync(path, Math.floor(statSync(path).size / PAGE / 2) * PAGE + 1234)],
  ['cut to its first page', (path) => truncateSync(path, PAGE)],
  ['cut to its header', (path) => truncateSync(path, 100)],
  ['emptied', (path) => truncateSync(path, 0)],
  ['a garbage header', (path) => overwrite(path, 0, garbage(3, 100))],
  ['garbage from the first byte to the last', (path) => writeFileSync(path, garbage(4, 20 * PAGE))],
  ['another program\'s file', (path) => writeFileSync(path, '订单号,买家昵称\n1,2\n')],
  ['an empty database of another program', (path) => {
    rmSync(path)
    const other = new Database(path)
    other.exec('CREATE TABLE other (id TEXT)')
    other.close()
  }],
]

describe('a damaged database (R1, design, decision 4)', () => {
  it.each(DAMAGES)('R1: after an unclean end, %s is refused, left as it is, and never taken for an empty one', async (_, damage) => {
    const dataDir = await closedFolder()
    damage(databaseOf(dataDir))
    const before = fingerprint(dataDir)
    // The second time shows that the refused start gave the lock back.
    for (const time of [1, 2]) expect(refusal(() => open(dataDir)).code, `start ${time}`).toBe('DATABASE_DAMAGED')
    expect(fingerprint(dataDir)).toEqual(before)
    expect(refusal(() => openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles })).code).toBe('DATA_FOLDER_EXISTS')
  })

  it.each(DAMAGES.filter(([name]) => /emptied|header|first byte|another program/.test(name)))('R1: %s is refused also after a clean end', async (_, damage) => {
    const dataDir = await closedFolder(true)
    damage(databaseOf(dataDir))
    for (const time of [1, 2]) expect(refusal(() => open(dataDir)).code, `start ${time}`).toBe('DATABASE_DAMAGED')
  })

  it('R1: garbage over any page of tables and indexes is noticed', async () => {
    const dataDir = await closedFolder()
    const whole = readFileSync(databaseOf(dataDir))
    const pages = whole.length / PAGE
    for (let seed = 0; seed < 25; seed += 1) {
      const page = 1 + Math.floor(((seed + 0.5) / 25) * (pages - 1))
      writeFileSync(databaseOf(dataDir), whole)
      overwrite(databaseOf(dataDir), page * PAGE, garbage(seed, PAGE))
      forgetCleanEnd(dataDir)
      expect(refusal(() => open(dataDir)).code, `page ${page} of ${pages}, garbage ${seed}`).toBe('DATABASE_DAMAGED')
    }
    writeFileSync(databaseOf(dataDir), whole)
    const again = open(dataDir)
    expect(casesIn(again.kernel)).toBe(60)
    again.close()
  })

  it('R1: a damaged file is not mixed with its WAL: both stay for whoever repairs them', async () => {
    const dataDir = await killedFolder()
    overwrite(databaseOf(dataDir), PAGE, garbage(5, statSync(databaseOf(dataDir)).size - PAGE))
    const before = fingerprint(dataDir)
    expect(Object.keys(before).sort()).toEqual(['workstation.sqlite', 'workstation.sqlite-wal'])
    for (const time of [1, 2]) expect(refusal(() => open(dataDir)).code, `start ${time}`).toBe('DATABASE_DAMAGED')
    expect(fingerprint(dataDir)).toEqual(before)
  })

  it('R1: after a clean end the file is not searched before serving, and the full check still finds the damage', async () => {
    const dataDir = await closedFolder(true)
    const path = databaseOf(dataDir)
    const events = new Database(path)
    const { rootpage } = events.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'import_finding'").get() as { rootpage: number }
    events.close()
    // A table that no start reads: only a search would find it.
    overwrite(path, (rootpage - 1) * PAGE, garbage(7, PAGE))
    const served = open(dataDir)
    expect(casesIn(served.kernel)).toBe(60)
    expect(checkData(served.kernel).integrity).toBe('damaged')
    // While it is open there is no marker: were it killed now, the next start would search.
    expect(existsSync(join(dataDir, 'closed-cleanly'))).toBe(false)
    served.close()
    forgetCleanEnd(dataDir)
    expect(refusal(() => open(dataDir)).code).toBe('DATABASE_DAMAGED')
  })

  it('R1: a marker that a full disk cut short does not stand for a clean end', async () => {
    const dataDir = await closedFolder()
    writeFileSync(join(dataDir, 'closed-cleanly'), '')
    overwrite(databaseOf(dataDir), 20 * PAGE, garbage(10, 10 * PAGE))
    expect(refusal(() => open(dataDir)).code).toBe('DATABASE_DAMAGED')
  })

  it('R1: where the marker cannot be left, the folder is given back all the same and the next start checks', async () => {
    const test = await filledFolder(3)
    const moved = join(tempFolder(), 'moved')
    renameSync(test.dataDir, moved)
    test.open.close()
    expect(existsSync(join(moved, 'closed-cleanly'))).toBe(false)
    const again = open(moved)
    expect(casesIn(again.kernel)).toBe(3)
    again.close()
    expect(existsSync(join(moved, 'closed-cleanly'))).toBe(true)
  })

  it('R1: a database that was deleted is not made anew in its place', async () => {
    const dataDir = await closedFolder()
    rmSync(databaseOf(dataDir))
    expect(refusal(() => open(dataDir)).code).toBe('NO_DATA_FOLDER')
    expect(refusal(() => openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles })).code).toBe('DATA_FOLDER_NOT_EMPTY')
    expect(existsSync(databaseOf(dataDir))).toBe(false)
  })

  it('R1: a database of a newer version is refused and left as it is', async () => {
    const dataDir = await closedFolder()
    const newer = new Database(databaseOf(dataDir))
    newer.prepare("INSERT INTO schema_migration (position, tag, hash, applied_at) SELECT max(position) + 1, '0999_tomorrow', 'x', 0 FROM schema_migration").run()
    newer.close()
    const before = fingerprint(dataDir)
    for (const time of [1, 2]) expect(refusal(() => open(dataDir)), `start ${time}`).toMatchObject({ code: 'DATABASE_NEWER', detail: { migration: '0999_tomorrow' } })
    expect(fingerprint(dataDir)).toEqual(before)
    expect(readdirSync(join(dataDir, 'backups'))).toEqual([])
  })
})

/** What must hold of a folder whatever part of its WAL survived; answers how many cases it has, which are the first ones. */
function soundPrefix(dataDir: string): number {
  const again = open(dataDir)
  try {
    expect(checkData(again.kernel)).toEqual({ integrity: 'ok', problems: [] })
    expect(replayProblems(again.kernel.db.readable)).toEqual([])
    const nicks = again.kernel.db.readable.prepare('SELECT buyer_nick AS nick FROM cases ORDER BY opened_at, id').all() as { nick: string }[]
    expect(new Set(nicks.map(({ nick }) => nick))).toEqual(new Set(Array.from({ length: nicks.length }, (_unused, n) => `buyer ${n}`)))
    expect(again.kernel.staffName((again.kernel.db.readable.prepare('SELECT id FROM staff').get() as { id: string }).id)).toBe('张敏')
    return nicks.length
  } finally {
    again.close()
  }
}

/** A folder as a killed process left it: founded and closed once, then 30 cases that are only in the WAL. */
async function killedFolder(): Promise<string> {
  const founded = await foundFolder()
  founded.open.close()
  const again = open(founded.dataDir)
  for (let n = 0; n < 30; n += 1) createCase(again.kernel, founded.actor, { kind: 'damaged', buyerNick: `buyer ${n}` })
  const dataDir = copyAsKilled(founded.dataDir)
  again.close()
  expect(statSync(walOf(dataDir)).size).toBeGreaterThan(30 * PAGE)
  return dataDir
}

describe('the WAL of a killed process (R1)', () => {
  it('R1: everything that was acknowledged is read back from it', async () => {
    expect(soundPrefix(await killedFolder())).toBe(30)
  })

  it('R1: lost or overwritten, the file is the sound one of before', async () => {
    const lost = await killedFolder()
    rmSync(walOf(lost))
    expect(soundPrefix(lost)).toBe(0)
    const overwritten = await killedFolder()
    writeFileSync(walOf(overwritten), garbage(8, statSync(walOf(overwritten)).size))
    expect(soundPrefix(overwritten)).toBe(0)
  })

  it('R1: cut or garbled anywhere, whole transactions up to there are kept and nothing of later ones', async () => {
    const whole = await killedFolder()
    const wal = readFileSync(walOf(whole))
    const database = readFileSync(databaseOf(whole))
    let last = 0
    for (let part = 1; part <= 10; part += 1) {
      const at = Math.floor((wal.length * part) / 10) - 17
      const found = [wal.subarray(0, at), Buffer.concat([wal.subarray(0, at), garbage(part, wal.length - at)])].map((left) => {
        writeFileSync(databaseOf(whole), database)
        writeFileSync(walOf(whole), left)
        rmSync(`${databaseOf(whole)}-shm`, { force: true })
        forgetCleanEnd(whole)
        return soundPrefix(whole)
      })
      expect(found[0], `cut at ${at}`).toBe(found[1])
      expect(found[0], `cut at ${at}`).toBeGreaterThanOrEqual(last)
      last = found[0] ?? last
    }
    expect(last).toBeGreaterThan(15)
  })
})

describe('a full disk (R2)', () => {
  it('R2, R1: the write that does not fit is refused as DISK_FULL, whole, and goes through once there is room', async () => {
    const test = await filledFolder(5)
    const { kernel, actor, clock } = test
    const host = { kernel: () => kernel, create: notHere, open: notHere, state: notHere }
    const api = createRouterClient(router, { context: { host, session: { actor } } })
    const pages = kernel.db.writable.pragma('page_count', { simple: true }) as number
    kernel.db.writable.pragma(`max_page_count = ${pages}`)
    let made = 5
    let refused: unknown = null
    while (refused === null && made < 500) {
      clock.now += 1_000
      await api.cases.create({ kind: 'damaged', note: '外箱破损 '.repeat(60) }).then(() => (made += 1), (error: unknown) => (refused = error))
    }
    expect(refusalOf(refused).code).toBe('DISK_FULL')
    expect(casesIn(kernel)).toBe(made)
    expect(await api.health.check()).toEqual({ integrity: 'ok', problems: [] })
    expect(replayProblems(kernel.db.readable)).toEqual([])
    kernel.db.writable.pragma('max_page_count = 1000000')
    await api.cases.create({ kind: 'damaged', note: '腾出空间之后' })
    test.open.close()
    const again = open(test.dataDir)
    expect(casesIn(again.kernel)).toBe(made + 1)
    expect(checkData(again.kernel)).toEqual({ integrity: 'ok', problems: [] })
    again.close()
  })
})

function notHere(): never {
  throw new Error('this test stays on its folder')
}

describe('the folder itself', () => {
  it('R2: a file in the place of a folder is told by code, and nothing is made', async () => {
    const place = join(tempFolder(), 'data')
    writeFileSync(place, 'a file')
    expect(refusal(() => openFolder({ dataDir: place, purpose: 'create', resourcesDir: ROOT, files: noFiles })).code).toBe('DATA_FOLDER_NOT_WRITABLE')
    expect(refusal(() => open(place)).code).toBe('NO_DATA_FOLDER')
    expect(refusal(() => openFolder({ dataDir: join(place, 'below'), purpose: 'create', resourcesDir: ROOT, files: noFiles })).code).toBe('DATA_FOLDER_NOT_WRITABLE')
    expect(readFileSync(place, 'utf8')).toBe('a file')
  })

  it.each(['incoming', 'thumbs', '售后问题图片', 'backups'])('R2: so is a file in the place of %s, and the folder opens again without it', async (name) => {
    const dataDir = await closedFolder()
    rmSync(join(dataDir, name), { recursive: true })
    writeFileSync(join(dataDir, name), '')
    expect(refusal(() => open(dataDir))).toMatchObject({ code: 'DATA_FOLDER_NOT_WRITABLE', detail: { path: join(dataDir, name) } })
    rmSync(join(dataDir, name))
    const again = open(dataDir)
    expect(casesIn(again.kernel)).toBe(60)
    again.close()
  })

  it('R2: a folder in the place of the database or of the lock is told by code', async () => {
    for (const [name, code] of [['workstation.sqlite', 'DATABASE_DAMAGED'], ['lock.sqlite', 'PERMISSION_DENIED']] as const) {
      const dataDir = await closedFolder()
      rmSync(join(dataDir, name))
      mkdirSync(join(dataDir, name))
      expect(refusal(() => open(dataDir)).code).toBe(code)
    }
  })

  it('R1: garbage in the lock file, which holds no data, does not bar the way', async () => {
    const dataDir = await closedFolder()
    appendFileSync(join(dataDir, 'lock.sqlite'), garbage(9, 5000))
    const first = open(dataDir)
    expect(refusal(() => open(dataDir)).code).toBe('DATA_FOLDER_BUSY')
    expect(casesIn(first.kernel)).toBe(60)
    first.close()
  })

  it('design 1: a second opener in the same process is refused and disturbs the first in nothing', async () => {
    const test = await filledFolder(3)
    expect(refusal(() => open(test.dataDir)).code).toBe('DATA_FOLDER_BUSY')
    createCase(test.kernel, test.actor, { kind: 'damaged', buyerNick: 'amy.w' })
    expect(refusal(() => open(test.dataDir)).code).toBe('DATA_FOLDER_BUSY')
    test.open.close()
    expect(existsSync(join(test.dataDir, 'closed-cleanly'))).toBe(true)
    const again = open(test.dataDir)
    expect(casesIn(again.kernel)).toBe(4)
    again.close()
  })

  it('design 1: so is one while another process has the folder, until that process is killed', async () => {
    const dataDir = await closedFolder()
    const holder = await holdInOtherProcess(dataDir)
    try {
      const before = fingerprint(dataDir)
      expect(refusal(() => open(dataDir)).code).toBe('DATA_FOLDER_BUSY')
      expect(fingerprint(dataDir)).toEqual(before)
    } finally {
      await holder.kill()
    }
    const again = open(dataDir)
    expect(casesIn(again.kernel)).toBe(60)
    again.close()
  })
})
