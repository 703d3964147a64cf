import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { utils, write } from '@e965/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCase } from '../../src/backend/services/case-write'
import { previewImport } from '../../src/backend/services/imports'
import { templateFacts } from '../../src/backend/services/replies'
import { templateIndex } from '../../src/backend/services/template-index'
import { verifyPin } from '../../src/backend/services/masters'
import { importRight } from '../../src/domain/import/import-rights'
import type { RecordKind } from '../../src/domain/import/kinds'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT } from '../support/folders'
import { withImportDesk, type ImportDesk } from '../support/import-desk'

/** Masters from the lists that a team keeps (O2, T5): one table, every kind as CSV and as XLSX, twice, split and turned round. */

const code = (value: string) => expect.objectContaining({ code: value })
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('import-masters')
})
afterAll(() => worker.remove())

type Cells = readonly (readonly string[])[]
const LISTS = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/imports/master-lists.json'), 'utf8')) as Readonly<Record<string, Cells>>
const desk = (work: (desk: ImportDesk) => Promise<void>) => (): Promise<void> => withImportDesk(worker.entry, work)

let serial = 0
function sheet({ dataDir }: ImportDesk, rows: Cells, kind: 'csv' | 'xlsx'): string {
  const path = join(dataDir, `list-${(serial += 1)}.${kind}`)
  if (kind === 'csv') writeFileSync(path, `\ufeff${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`)
  else {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows.map((row) => [...row])), '名单')
    writeFileSync(path, write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
  }
  return path
}
const rowsOf = (kind: RecordKind): Cells => LISTS[kind] ?? []

const logged = (test: ImportDesk): unknown => test.rows('SELECT count(*) AS n FROM change_log')[0]

interface Case {
  readonly kind: RecordKind
  /** What the tables hold of them afterwards. */
  readonly state: string
  readonly expected: readonly unknown[]
  readonly inserted: number
  readonly updated?: number
  readonly rejected?: readonly (readonly [row: number, reason: string])[]
  readonly warned?: readonly (readonly [row: number, reason: string])[]
}

const CASES: readonly Case[] = [
  {
    kind: 'skus',
    state: 'SELECT code, title, spec, weight_grams AS w, cost_cents AS c, supplier FROM sku ORDER BY code',
    expected: [{ code: 'BT-1', title: '保温杯', spec: '500ml', w: 350, c: 2150, supplier: '甲厂' }, { code: 'BT-2', title: '雨衣', spec: null, w: 120, c: 1800, supplier: null }],
    inserted: 2,
    rejected: [[4, 'field-missing']],
  },
  {
    kind: 'buyers',
    state: "SELECT id, vip_tier AS tier, difficult, marks, note FROM buyer ORDER BY id",
    expected: [
      { id: 'taobao:小鹿爱喝茶', tier: '金卡', difficult: 0, marks: '["爱送人","要发票"]', note: '常客' },
      { id: 'tmall:老王', tier: null, difficult: 1, marks: null, note: null },
    ],
    inserted: 2,
    rejected: [[4, 'yes-no-unreadable']],
  },
  {
    kind: 'couriers',
    state: "SELECT c.name_zh AS name, c.claim_window_days AS days, c.demands, a.kind, a.area, a.to_day FROM courier c JOIN courier_area a ON a.courier_id = c.id ORDER BY name",
    expected: [
      { name: '中通快递', days: 45, demands: '["value-proof","photos"]', kind: 'out-of-area', area: '墨脱县', to_day: null },
      { name: '山里快送', days: 30, demands: '["certificate"]', kind: 'suspended', area: '岛上', to_day: '2026-12-31' },
    ],
    inserted: 1,
    updated: 1,
    warned: [[3, 'choice-unknown']],
  },
  {
    kind: 'shops',
    state: 'SELECT name, platform, time_zone AS zone, currency, return_address AS address FROM shop ORDER BY name DESC',
    expected: [
      { name: '云间家居旗舰店', platform: 'tmall', zone: 'Asia/Shanghai', currency: 'CNY', address: '杭州市余杭区 1 号' },
      { name: 'Cloud Home US', platform: 'ebay', zone: 'America/Los_Angeles', currency: 'USD', address: '12 Main St' },
    ],
    inserted: 1,
    updated: 1,
    rejected: [[4, 'zone-unknown']],
  },
  {
    kind: 'staff',
    state: 'SELECT name, role, staff_no AS no, pin_hash AS pin FROM staff ORDER BY staff_no',
    expected: [{ name: '张敏', role: 'supervisor', no: '0001', pin: null }, { name: '李雷', role: 'assistant', no: '0002', pin: null }, { name: '王库', role: 'agent', no: '0004', pin: null }],
    inserted: 2,
    updated: 1,
    rejected: [[4, 'choice-unknown']],
    warned: [[2, 'last-supervisor']],
  },
  {
    kind: 'templates',
    state: 'SELECT id, group_id AS g, title_en AS en, body_en AS body, kinds, tags FROM team_template ORDER BY id',
    expected: [{ id: 'own:破损先致歉', g: 'contents', en: '破损·先致歉', body: 'Dear {{buyer}}, we are sorry.', kinds: '["damaged"]', tags: '["致歉","破损"]' }],
    inserted: 1,
    rejected: [[3, 'field-missing'], [4, 'template-broken']],
  },
]

describe('masters from lists (O2)', () => {
  for (const one of CASES) {
    const rows = rowsOf(one.kind)
    for (const format of ['csv', 'xlsx'] as const) {
      it(`O2: ${one.kind} as ${format}: known for what they are, stored once, faulty rows listed`, desk(async (test) => {
        const path = sheet(test, rows, format)
        expect(await previewImport(test.kernel, { path })).toMatchObject({ kind: one.kind, missingFields: [] })
        const first = await test.take(one.kind, path)
        expect(first).toMatchObject({ kind: one.kind, inserted: one.inserted, updated: one.updated ?? 0, rows: rows.length - 1 })
        expect(first.rejected.map((row) => [row.row, row.reason])).toEqual(one.rejected ?? [])
        const findings = test.rows<{ problem: string }>("SELECT problem FROM import_finding WHERE kind = 'warning'").map((row) => JSON.parse(row.problem) as { row: number; reason: string })
        expect(findings.map((row) => [row.row, row.reason])).toEqual(one.warned ?? [])
        expect(test.rows(one.state)).toEqual(one.expected)
        const before = logged(test)
        expect(await test.take(one.kind, path)).toMatchObject({ inserted: 0, updated: 0 })
        expect(logged(test)).toEqual(before)
      }))
    }

    it(`O2: ${one.kind}: split and turned round they end in the same state`, desk(async (test) => {
      const [head, ...body] = rows
      const good = body.filter((_, at) => !(one.rejected ?? []).some(([row]) => row === at + 2))
      for (const row of [...good].reverse()) await test.take(one.kind, sheet(test, [head ?? [], row], 'csv'))
      await test.take(one.kind, sheet(test, rows, 'xlsx'))
      expect(test.rows(one.state)).toEqual(one.expected)
    }))
  }

  it('R3: each kind asks for its right', desk(async (test) => {
    // templates of those who do not write the team's go into their own layer: test/db/template-exchange
    for (const { kind } of CASES.filter((one) => one.kind !== 'templates')) {
      expect(['master.write', 'staff.write']).toContain(importRight(kind))
      await expect(test.take(kind, sheet(test, rowsOf(kind), 'csv'), { as: { ...test.actor, role: 'agent' } })).rejects.toThrow(code('FORBIDDEN'))
    }
  }))

  it('T5: the team’s own templates stand among the shipped ones, searchable, as soon as they are imported', desk(async (test) => {
    const shipped = (await templateIndex(test.kernel, null)).length
    await test.take('templates', sheet(test, rowsOf('templates'), 'csv'))
    const index = await templateIndex(test.kernel, null)
    expect(index).toHaveLength(shipped + 1)
    expect(index.at(-1)).toMatchObject({ id: 'own:破损先致歉', group: 'contents', kinds: ['damaged'], useCount: 0 })
    expect(index.at(-1)?.searchKeys.join(' ')).toContain('po sun')
  }))

  it('R3: somebody from a list can sign in without a PIN and has the role of the list', desk(async (test) => {
    await test.take('staff', sheet(test, rowsOf('staff'), 'csv'))
    const [row] = test.rows<{ id: string }>("SELECT id FROM staff WHERE name = '李雷'")
    expect(await verifyPin(test.kernel, row?.id ?? '', null)).toMatchObject({ name: '李雷', role: 'assistant' })
  }))

  it('P6, T1: the return address of a list stands in replies', desk(async (test) => {
    await test.take('shops', sheet(test, rowsOf('shops'), 'csv'))
    const { id } = createCase(test.kernel, test.actor, { kind: 'return-refund', buyerNick: '小鹿' })
    expect(templateFacts(test.kernel, test.actor, id, 'zh')).toMatchObject({ returnAddress: '杭州市余杭区 1 号 仓库 0571-1234567' })
  }))
})
