import { createHash } from 'node:crypto'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureCli } from '../../electron/runtime/build.mjs'
import { createFileHost } from '../../src/backend/file-process/host'
import { lockDataFolder } from '../../src/backend/db/lock'
import { openFolder } from '../../src/backend/open-folder'
import { createStaff, listStaff, setPin } from '../../src/backend/services/masters'
import { SYSTEM } from '../../src/backend/services/setup'
import { ROOT, tempFolder } from '../support/folders'

const MADE = join(ROOT, 'test', 'fixtures', 'imports', 'made')
const PHOTOS = join(ROOT, 'test', 'fixtures', 'photos')

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line as a process of its own. */
function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'out', 'cli', 'cli.js'), ...args], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '', ...env }, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 128, stdout, stderr })
    })
  })
}

/** A command line on one data folder; `json` answers the one document on stdout. */
function onFolder(dataDir: string) {
  const json = async (...args: string[]) => {
    const ran = await run(['--data', dataDir, '--json', ...args])
    return { ...ran, doc: JSON.parse(ran.stdout) as Record<string, never> }
  }
  return { json, run: (...args: string[]) => run(['--data', dataDir, ...args]) }
}

async function founded() {
  const dataDir = join(tempFolder('workstation-cli-'), '数据')
  const cli = onFolder(dataDir)
  const { code, doc } = await cli.json('init')
  expect(code).toBe(0)
  return { dataDir, cli, init: doc }
}

/** Opens the folder in this process, as the app would, between two commands. */
async function inside(dataDir: string, work: (kernel: ReturnType<typeof openFolder>['kernel']) => Promise<void>): Promise<void> {
  const folder = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: createFileHost({ spawn: () => Promise.reject(new Error('no files are read here')) }) })
  try {
    await work(folder.kernel)
  } finally {
    folder.close()
  }
}

const keysOf = (value: unknown): string[] => Object.keys(value as object)

beforeAll(async () => {
  await ensureCli()
}, 120_000)

describe('the command line (spec section 14)', () => {
  it('init founds a folder with one shop, owner and couriers, and refuses to found it twice', async () => {
    const { dataDir, cli, init } = await founded()
    expect(init).toEqual({ dataDir, schemaVersion: expect.any(Number) as number, deviceId: expect.stringMatching(/^[0-9a-z]{16}$/) as string })
    const again = await cli.json('init')
    expect(again.code).toBe(1)
    expect(again.doc).toMatchObject({ error: { code: 'DATA_FOLDER_EXISTS', message: expect.any(String) as string, detail: { path: dataDir } } })
    expect(again.stderr.trim().split('\n')).toHaveLength(1)
  })

  it('tells usage errors with exit code 2 and leaves stdout alone', async () => {
    for (const args of [[], ['fly'], ['case', 'list', '--nope'], ['case', 'create'], ['case', 'show'], ['case', 'list', '--view', 'never'], ['reconcile', '--month', '2026-13'], ['claim', 'create', '--amount', '12.50'], ['month', 'close', '2026-11'], ['month', 'close', '2026-13', '--out', '.'], ['sync', '--month', '2026-11'], ['export', 'cases', '--out', 'x.pdf'], ['check', '--courier', 'sf']]) {
      const ran = await run(['--data', '/nowhere', ...args])
      expect([args.join(' '), ran.code, ran.stdout]).toEqual([args.join(' '), 2, ''])
      expect(ran.stderr).not.toBe('')
    }
    expect((await run(['--help'])).code).toBe(0)
    expect((await run(['restore', 'x.sqlite'], { LANG: 'zh_CN.UTF-8' })).stderr).toContain('这个版本还没有 restore')
  })

  it('refuses a folder that was never founded, in the language of the person', async () => {
    const dataDir = tempFolder()
    const { code, doc } = await onFolder(dataDir).json('case', 'list')
    expect([code, doc]).toMatchObject([1, { error: { code: 'NO_DATA_FOLDER' } }])
    const zh = await run(['--data', dataDir, 'check'], { LANG: 'zh_CN.UTF-8' })
    expect(zh.stderr).toContain('还没有打开数据文件夹')
  })

  it('case create, list and show carry the keys that scripts rely on', async () => {
    const { cli } = await founded()
    const made = await cli.json('case', 'create', '--kind', 'damaged', '--buyer', '云间客_88', '--order', '2849110000000001234', '--waybill', 'SF1234567890123', '--note', '箱子破了')
    expect(made.code).toBe(0)
    expect(made.doc).toMatchObject({ caseNo: expect.stringMatching(/^A-[0-9A-Z]{4}-00001$/) as string, status: 'new', nextDeadline: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string })
    const clocks = made.doc['clocks'] as unknown as { name: string; dueAt: string | null; state: string }[]
    expect(clocks.map((clock) => clock.name)).toEqual(expect.arrayContaining(['first-response', 'solve']))
    expect(keysOf(clocks[0])).toEqual(expect.arrayContaining(['name', 'dueAt', 'state']))

    const listed = await cli.json('case', 'list')
    expect(listed.doc['total']).toBe(1)
    const [row] = listed.doc['cases'] as unknown as Record<string, unknown>[]
    expect(row).toMatchObject({ caseNo: made.doc['caseNo'], kind: 'damaged', status: 'new', buyer: '云间客_88', order: '2849110000000001234', nextDeadline: made.doc['nextDeadline'] })

    const spoken = String(made.doc['caseNo']).toLowerCase().replaceAll('-', ' ').replace(' 00001', ' 1')
    for (const wanted of [String(made.doc['caseNo']), spoken, String(row?.['id'])]) {
      const shown = await cli.json('case', 'show', wanted)
      expect(shown.doc).toMatchObject({ caseNo: made.doc['caseNo'], order: '2849110000000001234', waybills: ['SF1234567890123'], timeline: expect.arrayContaining([expect.objectContaining({ text: '箱子破了' })]) as unknown[] })
    }
    expect((await cli.json('case', 'list', '--search', 'SF1234567890123')).doc['total']).toBe(1)
    expect((await cli.json('case', 'list', '--view', 'resolved')).doc).toEqual({ cases: [], total: 0 })
    expect((await cli.json('case', 'show', 'A-ZZZZ-9')).doc).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect((await cli.json('case', 'create', '--kind', 'nonsense')).doc).toMatchObject({ error: { code: 'UNKNOWN_KIND' } })
    expect((await cli.json('case', 'create', '--kind', 'lost', '--shop', 'nowhere')).doc).toMatchObject({ error: { code: 'UNKNOWN_SHOP' } })
  })

  it('L1, L4: claims take couriers by any alias, name a duplicate and are listed by month', async () => {
    const { cli } = await founded()
    const created = await cli.json('case', 'create', '--kind', 'lost', '--waybill', 'YT1234567890123')
    const made = await cli.json('claim', 'create', '--courier', '顺丰', '--waybill', 'SF1234567890123', '--reason', 'damaged', '--amount', '8900', '--filed-on', '2026-10-30')
    expect(made.doc).toMatchObject({ claimNo: expect.stringMatching(/^L-/) as string, status: 'filed', balanceCents: 8900, courier: 'sf' })
    const again = await cli.json('claim', 'create', '--courier', 'SF Express', '--waybill', ' sf1234567890123', '--reason', 'damaged', '--amount', '8900')
    expect([again.code, again.doc]).toMatchObject([1, { error: { code: 'DUPLICATE_CLAIM', detail: { claimNo: made.doc['claimNo'] } } }])
    const onCase = await cli.json('claim', 'create', '--courier', 'yto', '--waybill', 'YT1234567890123', '--reason', 'lost', '--amount', '100', '--case', String(created.doc['caseNo']), '--filed-on', '2026-11-02')
    expect(onCase.doc).toMatchObject({ courier: 'yto', case: created.doc['caseNo'] })
    const october = await cli.json('claim', 'list', '--month', '2026-10')
    expect(october.doc['claims']).toEqual([expect.objectContaining({ claimNo: made.doc['claimNo'], courier: 'sf', waybill: 'SF1234567890123', amountCents: 8900, creditedCents: 0, balanceCents: 8900, status: 'filed' })])
    expect((await cli.json('claim', 'create', '--courier', '不存在快递', '--waybill', 'X123456', '--reason', 'lost', '--amount', '1')).doc).toMatchObject({ error: { code: 'UNKNOWN_COURIER' } })
    expect((await cli.json('claim', 'create', '--courier', 'sf', '--waybill', 'X123456', '--reason', 'why', '--amount', '1')).doc).toMatchObject({ error: { code: 'INVALID_INPUT' } })
  })

  it('O1: orders import once, and again without a change; a bad file does not spoil the good ones', async () => {
    const { cli } = await founded()
    const file = join(MADE, 'taobao-2017.csv')
    const first = await cli.json('import', 'orders', file)
    expect(first.code).toBe(0)
    const [one] = first.doc['files'] as unknown as Record<string, number>[]
    expect(one).toMatchObject({ file, platform: 'taobao', encoding: 'gb18030', updated: 0, unchanged: 0, rejected: [] })
    expect(one?.['inserted']).toBeGreaterThan(0)
    const second = await cli.json('import', 'orders', file)
    expect(second.doc['files']).toEqual([expect.objectContaining({ inserted: 0, updated: 0, unchanged: one?.['inserted'] })])

    const broken = join(ROOT, 'test', 'fixtures', 'photos', 'broken.png')
    const mixed = await cli.json('import', 'orders', broken, file)
    expect(mixed.code).toBe(0)
    expect(mixed.doc['files']).toEqual([expect.objectContaining({ file: broken, error: expect.objectContaining({ message: expect.any(String) as string }) as object }), expect.objectContaining({ file, unchanged: one?.['unchanged'] ?? 0 ? 0 : (one?.['inserted'] as number) })])
    const nothing = await cli.json('import', 'orders', broken)
    expect([nothing.code, nothing.doc]).toMatchObject([1, { error: { code: expect.any(String) as string }, files: [{ file: broken, rows: 0 }] }])
    const rejected = await cli.json('import', 'orders', join(MADE, 'taobao-2017-with-faults.csv'))
    expect(rejected.code).toBe(0)
    const [faulty] = rejected.doc['files'] as unknown as { rejected: { row: number; reason: string }[] }[]
    expect(faulty?.rejected.length).toBeGreaterThan(0)
    expect(faulty?.rejected[0]).toMatchObject({ row: expect.any(Number) as number, reason: expect.any(String) as string })
    expect((await cli.json('import', 'orders', file, '--shop', 'nobody')).doc).toMatchObject({ error: { code: 'UNKNOWN_SHOP' } })
    expect((await cli.json('import', 'orders', join(MADE, 'absent.csv'))).code).toBe(1)
  })

  it('M1–M3: a statement imports once, and reconciling again gives the same answer', async () => {
    const { cli } = await founded()
    const file = join(MADE, 'claim-result.csv')
    const first = await cli.json('import', 'statement', file, '--courier', '圆通', '--month', '2026-10')
    expect(first.code).toBe(0)
    expect(keysOf(first.doc)).toEqual(expect.arrayContaining(['batchId', 'encoding', 'rows', 'lines', 'totalCents', 'duplicates', 'rejected']))
    expect(first.doc['lines']).toBeGreaterThan(0)
    expect(first.doc['duplicates']).toBe(0)
    const second = await cli.json('import', 'statement', file, '--courier', 'yto', '--month', '2026-10')
    expect(second.doc).toMatchObject({ lines: 0, duplicates: first.doc['lines'], totalCents: first.doc['totalCents'] })

    await cli.json('claim', 'create', '--courier', 'yto', '--waybill', 'YT7777777777777', '--reason', 'lost', '--amount', '5000', '--filed-on', '2026-10-08')
    const result = await cli.json('reconcile', '--month', '2026-10')
    expect(result.code).toBe(0)
    const { ms, ...figures } = result.doc as Record<string, unknown>
    expect(ms).toEqual(expect.any(Number))
    expect(figures).toMatchObject({ claims: 1, claimedCents: 5000, lines: first.doc['lines'], statementCents: first.doc['totalCents'], matched: [], outstandingCents: 5000, awaitingCents: 5000, invariantsHold: true })
    const { ms: _again, ...same } = (await cli.json('reconcile', '--month', '2026-10')).doc as Record<string, unknown>
    expect(same).toEqual(figures)
    expect((await cli.json('import', 'statement', file, '--courier', 'nobody')).doc).toMatchObject({ error: { code: 'UNKNOWN_COURIER' } })
  })

  it('M5: a month is closed into a folder; the PDF is refused in words, and what comes later goes to the next month', async () => {
    const { dataDir, cli } = await founded()
    const statement = join(MADE, 'claim-result.csv')
    await cli.json('import', 'statement', statement, '--courier', 'yto', '--month', '2024-10')
    await cli.json('claim', 'create', '--courier', 'yto', '--waybill', 'YT7777777777777', '--reason', 'lost', '--amount', '5000', '--filed-on', '2024-10-08')
    const before = (await cli.json('reconcile', '--month', '2024-10')).doc as Record<string, unknown>
    const out = join(dataDir, '..', 'report')
    const closed = await cli.json('month', 'close', '2024-10', '--out', out)
    expect(closed.code).toBe(0)
    const file = join(out, '月结对账报告-2024-10-1.xlsx')
    expect(closed.doc).toMatchObject({ locked: true, number: '2024-10-1', carried: { claims: 1, cents: 5000 }, report: [{ file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }], notMade: [{ what: 'document', code: 'PRINT_UNAVAILABLE' }] })
    const { ms: _first, ...figures } = before
    const { ms: _second, ...same } = (await cli.json('reconcile', '--month', '2024-10')).doc as Record<string, unknown>
    expect(same).toEqual(figures)
    const again = await cli.json('month', 'close', '2024-10', '--out', out)
    expect([again.code, again.doc]).toEqual([1, { error: expect.objectContaining({ code: 'MONTH_NOT_CLOSABLE', detail: { month: '2024-10', reasons: ['ALREADY_CLOSED'] } }) as unknown }])
    expect(again.stderr).toContain('The month is closed already')
    expect((await cli.json('import', 'statement', statement, '--courier', 'sto', '--month', '2024-10')).doc).toMatchObject({ month: '2024-11', movedFrom: '2024-10' })
  })

  it('A1, A4, A6: photos are filed once, broken ones are named, and the archive is verified', async () => {
    const { dataDir, cli } = await founded()
    const folder = join(tempFolder(), 'photos')
    mkdirSync(folder)
    for (const name of ['Landscape_1.jpg', 'Landscape_2.jpg', 'broken.png']) cpSync(join(PHOTOS, name), join(folder, name))
    const first = await cli.json('import', 'photos', folder, '--buyer', '云间客_88')
    expect(first.code).toBe(0)
    expect(first.doc).toMatchObject({ added: 2, duplicates: 0, rejected: [{ file: join(folder, 'broken.png'), reason: expect.any(String) as string }] })
    const files = first.doc['files'] as unknown as { sha256: string; archivedAs: string }[]
    const bytes = readFileSync(join(PHOTOS, 'Landscape_1.jpg'))
    expect(files.map((file) => file.sha256)).toContain(createHash('sha256').update(bytes).digest('hex'))
    expect(files.every((file) => file.archivedAs.includes('云间客_88'))).toBe(true)
    expect((await cli.json('import', 'photos', folder, '--buyer', '云间客_88')).doc).toMatchObject({ added: 0, duplicates: 2 })
    expect(await cli.json('import', 'photos', join(folder, 'broken.png'))).toMatchObject({ code: 1, doc: { error: { code: 'IMAGE_UNREADABLE' }, added: 0, rejected: [{}], files: [] } })

    expect((await cli.json('archive', 'verify')).doc).toEqual({ photos: 2, missing: [], altered: [], orphaned: [], repaired: [] })
    const [gone] = files
    rmSync(join(dataDir, gone?.archivedAs.startsWith('售后问题图片') === true ? '' : '售后问题图片', gone?.archivedAs ?? ''))
    expect((await cli.json('archive', 'verify')).doc).toMatchObject({ missing: [gone?.archivedAs], altered: [] })
  })

  it('writes exports, backups and the check, and never overwrites a backup', async () => {
    const { dataDir, cli } = await founded()
    await cli.json('case', 'create', '--kind', 'quality', '--buyer', '=cmd|calc')
    for (const name of ['cases.xlsx', 'cases.csv']) {
      const file = join(dataDir, '..', name)
      expect((await cli.json('export', 'cases', '--out', file)).doc).toMatchObject({ file, rows: 1 })
    }
    expect((await cli.json('export', 'claims', '--out', join(dataDir, '..', 'claims.csv'))).doc).toMatchObject({ rows: 0 })
    const out = join(dataDir, '..', 'backup.sqlite')
    const backup = await cli.json('backup', out)
    const bytes = readFileSync(out)
    expect(backup.doc).toEqual({ file: out, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length })
    expect((await cli.json('backup', out)).code).toBe(1)
    expect((await cli.json('check')).doc).toEqual({ integrity: 'ok', problems: [] })
  })

  it('decision 1: refuses a folder that another process owns, and leaves it as it was', async () => {
    const { dataDir, cli } = await founded()
    const lock = lockDataFolder(dataDir)
    const busy = await cli.json('case', 'create', '--kind', 'lost')
    lock.release()
    expect([busy.code, busy.doc]).toMatchObject([1, { error: { code: 'DATA_FOLDER_BUSY' } }])
    expect(busy.stderr).toContain('Another program is using the data folder')
    expect((await cli.json('case', 'list')).doc['total']).toBe(0)
  })

  it('R3: a PIN is asked for once it is set, and a role may only do what it may', async () => {
    const { dataDir, cli } = await founded()
    await inside(dataDir, async (kernel) => {
      const [owner] = listStaff(kernel)
      await setPin(kernel, SYSTEM, { staffId: owner?.id ?? '', pin: '2468' })
      await createStaff(kernel, SYSTEM, { name: '小林', role: 'agent' })
    })
    const pinFile = join(dataDir, '..', 'pin')
    writeFileSync(pinFile, '2468\n')
    const wrong = join(dataDir, '..', 'wrong-pin')
    writeFileSync(wrong, '1111')
    expect((await cli.json('case', 'list')).doc).toMatchObject({ error: { code: 'PIN_WRONG' } })
    expect((await cli.json('--as', 'owner', '--pin-file', wrong, 'case', 'list')).doc).toMatchObject({ error: { code: 'PIN_WRONG' } })
    expect((await cli.json('--as', 'owner', '--pin-file', pinFile, 'case', 'list')).code).toBe(0)
    expect((await cli.json('--as', '小林', 'case', 'list')).code).toBe(0)
    expect((await cli.json('--as', '小林', 'backup', join(dataDir, '..', 'b.sqlite'))).doc).toMatchObject({ error: { code: 'FORBIDDEN' } })
    expect((await cli.json('--as', '小林', 'demo', '--cases', '1')).doc).toMatchObject({ error: { code: 'FORBIDDEN' } })
    expect((await cli.json('--as', '无此人', 'case', 'list')).doc).toMatchObject({ error: { code: 'UNKNOWN_STAFF' } })
  })

  it('demo fills what it was asked for, and its month can be reconciled', async () => {
    const { cli } = await founded()
    const made = await cli.json('demo', '--cases', '400', '--claims', '120', '--photos', '3', '--seed', '7')
    expect(made.code).toBe(0)
    expect(made.doc).toEqual({ cases: 400, claims: 120, photos: 3, ms: expect.any(Number) as number })
    expect((await cli.json('case', 'list', '--limit', '5')).doc).toMatchObject({ total: 400, cases: expect.objectContaining({ length: 5 }) as unknown })
    const claims = await cli.json('claim', 'list')
    expect(claims.doc['claims']).toHaveLength(120)
    expect((await cli.json('archive', 'verify')).doc).toMatchObject({ photos: 3, missing: [] })
    const month = new Date().toISOString().slice(0, 7)
    expect((await cli.json('reconcile', '--month', month)).doc).toMatchObject({ invariantsHold: true })
    expect((await cli.json('check')).doc).toEqual({ integrity: 'ok', problems: [] })
  })
})
