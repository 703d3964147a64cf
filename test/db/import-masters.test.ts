import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { utils, write } from '@e965/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportEvent } from '../../src/contract/imports'
import { spawnByFork } from '../../src/backend/file-process/fork'
import { createFileHosts } from '../../src/backend/file-process/hosts'
import { importRecords, previewImport } from '../../src/backend/services/imports'
import { templateIndex } from '../../src/backend/services/replies'
import { verifyPin } from '../../src/backend/services/masters'
import { importRight } from '../../src/domain/import/import-rights'
import type { RecordKind } from '../../src/domain/import/kinds'
import { buildFileWorker } from '../faults/support/file-worker'
import { foundFolder, type TestFolder } from '../support/kernel'

/** Masters from the lists that a team keeps (O2, T5): one table, every kind as CSV and as XLSX, twice, split and turned round. */

const code = (value: string) => expect.objectContaining({ code: value })
let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('import-masters')
})
afterAll(() => worker.remove())

async function withFolder(work: (test: TestFolder) => Promise<void>): Promise<void> {
  const hosts = createFileHosts(spawnByFork(worker.entry))
  const test = await foundFolder({ files: hosts.files, imaging: hosts.imaging })
  try {
    await work(test)
  } finally {
    await hosts.close()
    test.open.close()
  }
}

type Cells = readonly (readonly string[])[]
let serial = 0
function sheet({ dataDir }: TestFolder, rows: Cells, kind: 'csv' | 'xlsx'): string {
  const path = join(dataDir, `list-${(serial += 1)}.${kind}`)
  if (kind === 'csv') writeFileSync(path, `\ufeff${rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n')}\r\n`)
  else {
    const book = utils.book_new()
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows.map((row) => [...row])), '名单')
    writeFileSync(path, write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
  }
  return path
}

async function run({ kernel, actor }: TestFolder, kind: RecordKind, path: string) {
  let last: ImportEvent | null = null
  for await (const event of importRecords(kernel, actor, { path, kind })) last = event
  if (last?.type !== 'records') throw new Error('no result')
  return last.result
}

const all = ({ kernel }: TestFolder, sql: string): unknown[] => kernel.db.readable.prepare(sql).all()
const logged = (test: TestFolder): unknown => all(test, 'SELECT count(*) AS n FROM change_log')[0]

interface Case {
  readonly kind: RecordKind
  readonly rows: Cells
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
    rows: [['商家编码', '商品名称', '规格', '重量(kg)', '成本', '供应商'], ['BT-1', '保温杯', '500ml', '0.35', '21.5', '甲厂'], ['BT-2', '雨衣', '', '120g', '¥18', ''], ['', '没有编码', '', '1', '2', '']],
    state: 'SELECT code, title, spec, weight_grams AS w, cost_cents AS c, supplier FROM sku ORDER BY code',
    expected: [{ code: 'BT-1', title: '保温杯', spec: '500ml', w: 350, c: 2150, supplier: '甲厂' }, { code: 'BT-2', title: '雨衣', spec: null, w: 120, c: 1800, supplier: null }],
    inserted: 2,
    rejected: [[4, 'field-missing']],
  },
  {
    kind: 'buyers',
    rows: [['会员名', '平台', 'VIP等级', '难缠', '标记', '备注'], ['小鹿爱喝茶', '淘宝', '金卡', '否', '爱送人、要发票', '常客'], ['老王', '', '', '是', '', ''], ['阿紫', '淘宝', '', '也许', '', '']],
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
    rows: [
      ['快递公司', '别名', '理赔期限(天)', '理赔材料', '超区', '停发区', '停发结束'],
      ['中通', '中通云仓、ZTO仓', '45', '价值证明、照片', '墨脱县', '', ''],
      ['山里快送', '', '', '红章证明、一张纸', '', '岛上', '2026-12-31'],
    ],
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
    rows: [['店铺名称', '平台', '时区', '币种', '退货收件人', '退货电话', '退货地址'], ['云间家居旗舰店', '', '', '', '仓库', '0571-1234567', '杭州市余杭区 1 号'], ['Cloud Home US', 'eBay', 'America/Los_Angeles', 'usd', '', '', '12 Main St'], ['月球店', '其他', 'Moon/Base', '', '', '', '']],
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
    rows: [['姓名', '角色', '工号'], ['张敏', '客服', '0001'], ['李雷', '辅助售后', '0002'], ['韩梅', '船长', '0003'], ['王库', '', '0004']],
    state: 'SELECT name, role, staff_no AS no, pin_hash AS pin FROM staff ORDER BY staff_no',
    expected: [{ name: '张敏', role: 'supervisor', no: '0001', pin: null }, { name: '李雷', role: 'assistant', no: '0002', pin: null }, { name: '王库', role: 'agent', no: '0004', pin: null }],
    inserted: 2,
    updated: 1,
    rejected: [[4, 'choice-unknown']],
    warned: [[2, 'last-supervisor']],
  },
  {
    kind: 'templates',
    rows: [['标题', '内容', '英文内容', '分组', '适用类型', '标签'], ['破损·先致歉', '亲，{{buyer}}您好，很抱歉让您收到破损的宝贝。', 'Dear {{buyer}}, we are sorry.', '破损', '破损', '致歉、破损'], ['没有内容', '', '', '', '', ''], ['写错变量', '您好 {{nobody}}', '', '', '', '']],
    state: 'SELECT id, group_id AS g, title_en AS en, body_en AS body, kinds, tags FROM team_template ORDER BY id',
    expected: [{ id: 'own:破损先致歉', g: 'contents', en: '破损·先致歉', body: 'Dear {{buyer}}, we are sorry.', kinds: '["damaged"]', tags: '["致歉","破损"]' }],
    inserted: 1,
    rejected: [[3, 'field-missing'], [4, 'template-broken']],
  },
]

describe('masters from lists (O2)', () => {
  for (const one of CASES) {
    for (const format of ['csv', 'xlsx'] as const) {
      it(`O2: ${one.kind} as ${format}: known for what they are, stored once, faulty rows listed`, async () => {
        await withFolder(async (test) => {
          const path = sheet(test, one.rows, format)
          expect(await previewImport(test.kernel, { path })).toMatchObject({ kind: one.kind, missingFields: [] })
          const first = await run(test, one.kind, path)
          expect(first).toMatchObject({ kind: one.kind, inserted: one.inserted, updated: one.updated ?? 0, rows: one.rows.length - 1 })
          expect(first.rejected.map((row) => [row.row, row.reason])).toEqual(one.rejected ?? [])
          const findings = all(test, "SELECT problem FROM import_finding WHERE kind = 'warning'").map((row) => JSON.parse((row as { problem: string }).problem) as { row: number; reason: string })
          expect(findings.map((row) => [row.row, row.reason])).toEqual(one.warned ?? [])
          expect(all(test, one.state)).toEqual(one.expected)
          const before = logged(test)
          expect(await run(test, one.kind, path)).toMatchObject({ inserted: 0, updated: 0 })
          expect(logged(test)).toEqual(before)
        })
      })
    }

    it(`O2: ${one.kind}: split and turned round they end in the same state`, async () => {
      await withFolder(async (test) => {
        const [head, ...rows] = one.rows
        const good = rows.filter((_, at) => !(one.rejected ?? []).some(([row]) => row === at + 2))
        for (const row of [...good].reverse()) await run(test, one.kind, sheet(test, [head ?? [], row], 'csv'))
        await run(test, one.kind, sheet(test, one.rows, 'xlsx'))
        expect(all(test, one.state)).toEqual(one.expected)
      })
    })
  }

  it('R3: each kind asks for its right', async () => {
    await withFolder(async (test) => {
      for (const { kind, rows } of CASES) {
        expect(['master.write', 'staff.write']).toContain(importRight(kind))
        await expect(run({ ...test, actor: { ...test.actor, role: 'agent' } }, kind, sheet(test, rows, 'csv'))).rejects.toThrow(code('FORBIDDEN'))
      }
    })
  })

  it('T5: the team’s own templates stand among the shipped ones, searchable, as soon as they are imported', async () => {
    await withFolder(async (test) => {
      const shipped = templateIndex(test.kernel).length
      const templates = CASES.find((one) => one.kind === 'templates')
      await run(test, 'templates', sheet(test, templates?.rows ?? [], 'csv'))
      const index = templateIndex(test.kernel)
      expect(index).toHaveLength(shipped + 1)
      expect(index.at(-1)).toMatchObject({ id: 'own:破损先致歉', group: 'contents', kinds: ['damaged'], useCount: 0 })
      expect(index.at(-1)?.searchKeys.join(' ')).toContain('po sun')
    })
  })

  it('R3: somebody from a list can sign in without a PIN and has the role of the list', async () => {
    await withFolder(async (test) => {
      const staff = CASES.find((one) => one.kind === 'staff')
      await run(test, 'staff', sheet(test, staff?.rows ?? [], 'csv'))
      const [row] = all(test, "SELECT id FROM staff WHERE name = '李雷'") as { id: string }[]
      expect(await verifyPin(test.kernel, row?.id ?? '', null)).toMatchObject({ name: '李雷', role: 'assistant' })
    })
  })
})
