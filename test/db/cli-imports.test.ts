import { execFile } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureCli } from '../../electron/runtime/build.mjs'
import { isRecordKind } from '../../src/domain/import/kinds'
import { KNOWN_IMPORT_KINDS } from '../../src/domain/import/record-kinds'
import { ROOT, tempFolder } from '../support/folders'
import { madeFile } from '../support/import-desk'

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'out', 'cli', 'cli.js'), ...args], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '', ...env }, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 128, stdout, stderr })
    })
  })
}

interface FileAnswer {
  readonly file: string
  readonly platform: string | null
  readonly encoding: string | null
  readonly rows: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly rejected: readonly { row: number; reason: string; message: string }[]
  readonly warnings?: readonly { row: number; reason: string; message: string }[]
  readonly error?: { code: string }
}

/** A founded folder; `take` answers the documents of the files and the exit code. */
async function founded() {
  const dataDir = join(tempFolder('workstation-cli-imports-'), '数据')
  expect((await run(['--data', dataDir, '--json', 'init'])).code).toBe(0)
  const json = async (...args: string[]) => {
    const ran = await run(['--data', dataDir, '--json', ...args])
    return { ...ran, doc: JSON.parse(ran.stdout) as Record<string, unknown> }
  }
  const take = async (...args: string[]) => {
    const { doc, ...ran } = await json('import', ...args)
    return { ...ran, doc, files: (doc['files'] ?? []) as FileAnswer[] }
  }
  return { dataDir, json, take }
}

beforeAll(async () => {
  await ensureCli()
}, 120_000)

describe('imports on the command line (spec section 14)', () => {
  it('every kind that can be imported has its command in the help, and none is put off', async () => {
    const help = (await run(['--help'])).stdout
    const kinds = KNOWN_IMPORT_KINDS.filter(isRecordKind)
    expect(kinds).toEqual(expect.arrayContaining(['claims', 'cases', 'wrong-shipments', 'refunds', 'skus']))
    for (const kind of kinds) expect(help).toMatch(new RegExp(`^ {2}import ${kind} FILE… \\[--mapping M\\].*\\[--all-or-nothing\\]$`, 'm'))
    expect((await run(['--help'], { LANG: 'zh_CN.UTF-8' })).stdout).toContain('导入理赔登记表（CSV、XLSX）')
  })

  it('claims, cases, wrong-shipments: the document of `import orders`, idempotent, exit code 0 with rejected rows', async () => {
    const { take, json } = await founded()
    const claims = await take('claims', madeFile('own-claims.csv'))
    expect(claims.code).toBe(0)
    expect(claims.files).toMatchObject([{ file: madeFile('own-claims.csv'), platform: null, encoding: 'gb18030', rows: 5, inserted: 3, updated: 0, unchanged: 0 }])
    expect(claims.files[0]?.rejected).toMatchObject([{ row: 6, reason: 'waybill-damaged', message: expect.stringMatching(/spreadsheet/) as string }, { row: 7, reason: 'choice-unknown' }])
    expect((await take('claims', madeFile('own-claims.csv'))).files).toMatchObject([{ inserted: 0, updated: 0, unchanged: 3 }])
    const listed = (await json('claim', 'list')).doc['claims'] as { waybill: string; courier: string }[]
    expect(listed.map((claim) => claim.waybill).sort()).toEqual(['75360218846311', 'SF1390027745518', 'YT8804411992031'])

    expect((await take('cases', madeFile('own-cases.xlsx'))).files).toMatchObject([{ encoding: null, rows: 6, inserted: 4, warnings: [{ row: 4, reason: 'choice-unknown' }, { row: 6, reason: 'choice-unknown' }, { row: 5, reason: 'next-action-missing' }] }])
    expect((await json('case', 'list')).doc['total']).toBe(4)
    expect((await json('case', 'list', '--view', 'resolved')).doc['total']).toBe(2)
    const wrong = await take('wrong-shipments', madeFile('own-wrong-shipments.csv'), madeFile('own-wrong-shipments.csv'))
    expect(wrong.files.map(({ inserted, unchanged }) => [inserted, unchanged])).toEqual([[3, 0], [0, 3]])
  })

  it('refunds: opens cases whose platform clock scripts can read', async () => {
    const { take, json } = await founded()
    expect((await take('refunds', madeFile('pinduoduo-refunds.csv'), '--platform', 'pinduoduo')).files).toMatchObject([{ platform: 'pinduoduo', inserted: 3, rejected: [] }])
    const { cases } = (await json('case', 'list', '--search', '261006-318845520193847')).doc as { cases: { caseNo: string; kind: string }[] }
    expect(cases).toMatchObject([{ kind: 'refund-only' }])
    const shown = (await json('case', 'show', cases[0]?.caseNo ?? '')).doc
    expect(shown['clocks']).toContainEqual(expect.objectContaining({ name: 'platform', dueAt: '2026-11-22T00:00:00.000Z' }))
    expect(shown['afterSales']).toMatchObject([{ number: '70012233445', status: 'pending', deadline: '2026-11-22T00:00:00.000Z', lapse: 'refund', amountCents: 100_990 }])
  })

  it('--courier and --shop say what the file does not; --mapping chooses the layout', async () => {
    const { dataDir, take, json } = await founded()
    const path = join(dataDir, 'plain.csv')
    writeFileSync(path, ['日期,单号,原因,金额', '2026-11-02,QQ77001122,丢件,30'].join('\n'))
    expect((await take('claims', path, '--courier', '申通')).files).toMatchObject([{ inserted: 1, warnings: [] }])
    expect((await json('claim', 'list')).doc['claims']).toMatchObject([{ courier: 'sto', amountCents: 3000 }])
    expect(await take('claims', path, '--courier', 'nobody')).toMatchObject({ code: 1, doc: { error: { code: 'UNKNOWN_COURIER' } } })
    expect(await take('cases', path, '--shop', 'nowhere')).toMatchObject({ code: 1, doc: { error: { code: 'UNKNOWN_SHOP' } } })
    expect(await take('claims', path, '--mapping', 'own-claims')).toMatchObject({ code: 0, files: [{ inserted: 0 }] })
  })

  it('--all-or-nothing takes nothing of a file with a rejected row and lists it: exit code 1', async () => {
    const { dataDir, take, json } = await founded()
    const refused = await take('claims', madeFile('own-claims.csv'), '--all-or-nothing')
    expect(refused).toMatchObject({ code: 1, doc: { error: { code: 'ROWS_REJECTED' } }, files: [{ inserted: 0, rejected: [{ row: 6 }, { row: 7 }], error: { code: 'ROWS_REJECTED' } }] })
    expect((await json('claim', 'list')).doc['claims']).toEqual([])
    expect(await take('orders', madeFile('taobao-2017-with-faults.csv'), '--all-or-nothing')).toMatchObject({ code: 1, doc: { error: { code: 'ROWS_REJECTED' } } })
    expect((await json('import', 'statement', madeFile('claim-result-damaged.csv'), '--courier', 'yto', '--all-or-nothing')).doc).toMatchObject({ error: { code: 'ROWS_REJECTED' } })
    // Among good files the bad one stands with its reason, and the good ones are in.
    const good = join(dataDir, 'good.csv')
    copyFileSync(madeFile('own-wrong-shipments.csv'), good)
    writeFileSync(join(dataDir, 'skus.csv'), ['商家编码,商品名称,重量', 'A-1,杯子,350g'].join('\n'))
    expect(await take('skus', join(dataDir, 'missing.csv'), join(dataDir, 'skus.csv'))).toMatchObject({ code: 0, files: [{ error: { code: 'FILE_NOT_FOUND' } }, { inserted: 1 }] })
  })

  it('usage errors are told before anything is opened: exit code 2', async () => {
    for (const args of [['import', 'claims'], ['import', 'claims', 'a.csv', '--platform', 'taobao'], ['import', 'refunds', 'a.csv', '--courier', 'sf'], ['import', 'nothing', 'a.csv']]) {
      const ran = await run(['--data', '/nowhere', ...args])
      expect([args.join(' '), ran.code, ran.stdout]).toEqual([args.join(' '), 2, ''])
    }
  })

  it('tells progress with rows per second on stderr, and nothing but the document on stdout', async () => {
    const { dataDir, take } = await founded()
    const path = join(dataDir, 'many.csv')
    writeFileSync(path, ['登记时间,订单号,售后类型,问题描述,状态', ...Array.from({ length: 8_000 }, (_, n) => `2026-11-02,284910553367${10_001 + n}7,破损,说明 ${n},已处理`)].join('\n'))
    const done = await take('cases', path)
    expect(done.files).toMatchObject([{ inserted: 8_000 }])
    expect(done.stderr).toMatch(/… \d+ rows (?:read|saved) \(\d+ rows\/s\)/)
  }, 120_000)
})
