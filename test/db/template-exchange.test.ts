import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportRejected, previewImport } from '../../src/backend/services/imports'
import { exportTemplates, templatesToExport } from '../../src/backend/services/template-export'
import { getTemplate } from '../../src/backend/services/template-library'
import { hideTemplate, saveTemplate } from '../../src/backend/services/template-write'
import { templateJson } from '../../src/contract/template-exchange'
import type { TemplateDraft } from '../../src/contract/template-library'
import { buildFileWorker } from '../faults/support/file-worker'
import { ROOT } from '../support/folders'
import { withImportDesk, type ImportDesk } from '../support/import-desk'

/** Templates out of the app and back (T5): CSV, XLSX, JSON and espanso through the same import as every other file. */

let worker: Awaited<ReturnType<typeof buildFileWorker>>
beforeAll(async () => {
  worker = await buildFileWorker('template-exchange')
})
afterAll(() => worker.remove())

const desk = (work: (desk: ImportDesk) => Promise<void>) => (): Promise<void> => withImportDesk(worker.entry, work)
const code = (value: string, detail: Record<string, unknown> = {}): unknown => expect.objectContaining({ code: value, detail: expect.objectContaining(detail) as unknown })
const ESPANSO = join(ROOT, 'test/fixtures/templates/espanso.yml')
const logged = (test: ImportDesk): unknown => test.rows('SELECT count(*) AS n FROM change_log')[0]
const file = (test: ImportDesk, name: string, bytes: string | Buffer): string => {
  const path = join(test.dataDir, name)
  writeFileSync(path, bytes)
  return path
}
const BASE: TemplateDraft = {
  group: 'returns', titleZh: '退货已收到', titleEn: 'Return received', bodyZh: '您好 {{buyer}}，退货已收到，{{?days|几天退款|1-2 天/3-5 天}}内退款。', bodyEn: 'Dear {{buyer}}, we have your return.',
  kinds: ['return-refund'], step: null, tags: ['退货', '"quoted", with, commas'], platforms: ['taobao', 'tmall'],
  actions: { status: { status: 'waiting-buyer', zh: '等买家', en: 'Waiting', due: '48h' }, memo: { zh: '已收退货', en: 'Return in' }, events: [], promise: null }, imageId: null,
}
/** `tags`: a table has them in one cell, so only a document can hold one with a comma. */
function fill(test: ImportDesk, tags = BASE.tags): void {
  const { kernel, actor } = test
  const id = kernel.resources.templates[0]?.id ?? ''
  saveTemplate(kernel, actor, { id: null, layer: 'team', draft: { ...BASE, tags }, basedOn: null })
  saveTemplate(kernel, actor, { id, layer: 'team', draft: { ...getTemplate(kernel, actor, id).draft, bodyZh: '=HYPERLINK("x")\n\n-团队的说法' }, basedOn: null })
  saveTemplate(kernel, actor, { id: null, layer: 'personal', draft: { ...BASE, titleZh: '我自己的', actions: null }, basedOn: null })
  hideTemplate(kernel, actor, { id: kernel.resources.templates[1]?.id ?? '', layer: 'team', hidden: true, basedOn: null })
}

describe('T5: templates out and back', () => {
  it('T5: JSON holds every layer and comes back to the letter, twice the same', desk(async (first) => {
    fill(first)
    const path = join(first.dataDir, 'all.json')
    await exportTemplates(first.kernel, first.actor, { path, scope: 'everything', locale: 'zh' })
    await withImportDesk(worker.entry, async (second) => {
      expect(await previewImport(second.kernel, { path })).toMatchObject({ kind: 'templates', format: 'json', missingFields: [] })
      const wanted = templatesToExport(first.kernel, first.actor, 'everything')
      expect(await second.take('templates', path)).toMatchObject({ rows: wanted.length, inserted: 4, rejected: [], warnings: [] })
      const personal = (one: { layer: string; id: string | null }): unknown => ({ ...one, id: one.layer === 'personal' ? null : one.id })
      expect(templatesToExport(second.kernel, second.actor, 'everything').map(personal)).toEqual(wanted.map(personal))
      const before = logged(second)
      expect(await second.take('templates', path)).toMatchObject({ inserted: 0, updated: 0 })
      expect(logged(second)).toEqual(before)
    })
  }))

  it.each(['csv', 'xlsx'])('T5, R5: the team’s layer as %s comes back without a change, and a CSV runs nothing', (ending) => desk(async (test) => {
    fill(test, ['退货', '到账'])
    const path = join(test.dataDir, `team.${ending}`)
    expect(await exportTemplates(test.kernel, test.actor, { path, scope: 'team', locale: 'zh' })).toMatchObject({ rows: 2 })
    if (ending === 'csv') {
      const text = readFileSync(path, 'utf8')
      expect(text.startsWith('\ufeff话术编号,标题,内容')).toBe(true)
      expect(text).not.toMatch(/(?:^|,)"?[=+@]/m)
    }
    const bodies = (): unknown => test.rows('SELECT id, title_zh, body_zh, body_en, kinds, platforms, actions FROM team_template WHERE owner_id IS NULL ORDER BY id')
    const before = bodies()
    expect(await test.take('templates', path)).toMatchObject({ inserted: 0, updated: 0, rejected: [], warnings: [] })
    expect(bodies()).toEqual(before)
  })())

  it('T5: espanso out and in again: the same texts, dates and questions', desk(async (test) => {
    fill(test)
    const path = join(test.dataDir, 'team.yml')
    await exportTemplates(test.kernel, test.actor, { path, scope: 'team', locale: 'zh' })
    const text = readFileSync(path, 'utf8')
    expect(text).toContain('label: 退货已收到')
    expect(text).toContain('layout: |-\n            买家 [[buyer]]\n            几天退款 [[days]]')
    await withImportDesk(worker.entry, async (second) => {
      expect(await second.take('templates', path)).toMatchObject({ rejected: [], warnings: [] })
      expect(second.rows("SELECT body_zh AS body FROM team_template WHERE title_zh = '退货已收到'")).toEqual([{ body: BASE.bodyZh }])
    })
  }))

  it('T5, O2: an espanso file by hand: what can be a template is taken, each other entry says why not', desk(async (test) => {
    expect(await previewImport(test.kernel, { path: ESPANSO })).toMatchObject({ kind: 'templates', format: 'espanso', missingFields: [], headerRow: 0 })
    const done = await test.take('templates', ESPANSO)
    expect(done.rejected.map(({ row, reason, cell }) => [row, reason, cell])).toEqual([
      [3, 'espanso-import', './more.yml'],
      [35, 'espanso-no-text', ':logo'],
      [37, 'espanso-trigger', ':ship(?P<n>\\d+)'],
      [39, 'espanso-no-text', null],
    ])
    expect(done.warnings.map(({ row, reason, cell }) => [row, reason, cell])).toEqual([[29, 'espanso-script', 'clip'], [32, 'espanso-script', 'out']])
    expect(test.rows<{ t: string; b: string; tags: string }>('SELECT title_zh AS t, body_zh AS b, tags FROM team_template ORDER BY title_zh').map(({ t, b, tags }) => [t, b, JSON.parse(tags)])).toEqual([
      [':clip', '您发来的是：{{?clip|clip}}', ['clip']],
      [':hi', 'Hello {{buyer}}, how can we help with {{?topic|topic|an order/a refund}}?', ['hi', 'hello']],
      [':sh', '{{?out|out}}', ['sh']],
      ['退款说明', '您好，退款 {{amount}} 已提交，{{today}} 起 {{?days|到账天数|1-2 天/3-5 天}} 内到账。\n云间家居客服', ['refund', '退款', '到账']],
    ])
    const out = join(test.dataDir, 'rejected.csv')
    expect(await exportRejected(test.kernel, test.actor, { batchId: done.batchId, path: out, locale: 'zh' })).toMatchObject({ rows: 4 })
    expect(readFileSync(out, 'utf8')).toContain('用正则表达式触发的条目不能当话术')
    const before = logged(test)
    expect(await test.take('templates', ESPANSO)).toMatchObject({ inserted: 0, updated: 0 })
    expect(logged(test)).toEqual(before)
  }))

  it('T5, R3: what an agent imports is the agent’s own; a supervisor’s is the team’s', desk(async (test) => {
    const agent = await test.hire('李雷', 'agent')
    await test.take('templates', ESPANSO, { as: agent })
    expect(test.rows('SELECT DISTINCT owner_id AS o FROM team_template')).toEqual([{ o: agent.staffId }])
    await test.take('templates', ESPANSO)
    expect(test.rows('SELECT owner_id AS o, count(*) AS n FROM team_template GROUP BY 1 ORDER BY 1')).toEqual([{ o: null, n: 4 }, { o: agent.staffId, n: 4 }])
    const warehouse = await test.hire('王库', 'warehouse')
    await expect(test.take('templates', ESPANSO, { as: warehouse })).rejects.toThrow(code('FORBIDDEN') as Error)
  }))

  it('T5: entries of a JSON file are taken or refused one by one, with the reason', desk(async (test) => {
    const entry = { ...BASE, id: 'x1', layer: 'team', base: null, hidden: false }
    const path = file(test, 'some.json', JSON.stringify({ ...templateJson([]), templates: [entry, { ...entry, id: 'x2', bodyZh: '{{nobody}}' }, { ...entry, id: 'x3', group: 'nonsense' }, 7, { ...entry, id: 'x4', titleZh: '没有的步骤', step: 'no-such', imageId: 'a'.repeat(64) }, { ...entry, id: 'x5', titleZh: '返现', bodyZh: '给个五星好评返现 5 元' }] }))
    const done = await test.take('templates', path)
    expect(done.rejected.map(({ row, reason, messageEn }) => [row, reason, messageEn])).toEqual([
      [2, 'template-invalid', 'This template has a mistake: bodyZh: unknown variable: {{nobody}} (character 1)'],
      [3, 'template-invalid', expect.stringContaining('group: Invalid option')],
      [4, 'template-invalid', expect.stringContaining('expected object')],
    ])
    expect(done.rejected[0]?.messageZh).toBe('这条话术有错：bodyZh: 没有这个变量：{{nobody}}（第 1 个字）')
    expect(done.warnings.map(({ row, reason }) => [row, reason])).toEqual([[5, 'template-step-unknown'], [5, 'template-picture-missing'], [6, 'template-refused']])
    expect(test.rows('SELECT id FROM team_template ORDER BY id')).toEqual([{ id: 'x1' }, { id: 'x4' }])
  }))
})

describe('R5, T5: hostile files end in one clear error and write nothing', () => {
  const bomb = `matches:\n${Array.from({ length: 12 }, (_, at) => `  - &a${at} [${Array.from({ length: 9 }, () => (at === 0 ? 'x' : `*a${at - 1}`)).join(', ')}]`).join('\n')}\n`
  const CASES: readonly [string, string, () => string | Buffer, string][] = [
    ['aliases that multiply', 'bomb.yml', () => bomb, 'FILE_DAMAGED'],
    ['deep brackets', 'deep.yml', () => `matches: ${'['.repeat(100_000)}`, 'FILE_DAMAGED'],
    ['deep lists', 'deep2.yml', () => `matches:\n  ${'- '.repeat(50_000)}x`, 'FILE_DAMAGED'],
    ['deep JSON', 'deep.json', () => `{"format":"reply-templates","version":1,"templates":${'['.repeat(200_000)}`, 'FILE_DAMAGED'],
    ['50 MB', 'big.json', () => Buffer.concat([Buffer.from('{"format":"'), Buffer.alloc(50 * 1024 * 1024, 0x61)]), 'FILE_TOO_LARGE'],
    ['cut JSON', 'cut.json', () => JSON.stringify(templateJson([])).slice(0, -4), 'FILE_DAMAGED'],
    ['JSON of another program', 'other.json', () => '{"snippets": []}', 'FILE_FORMAT_UNKNOWN'],
    ['broken YAML', 'broken.yml', () => 'matches:\n  - trigger: ":a\n    replace: b\n', 'FILE_DAMAGED'],
    ['bytes of no encoding', 'bytes.yml', () => Buffer.concat([Buffer.from('\ufeffmatches:\n  - trigger: ":a"\n    replace: "'), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from('"\n')]), 'FILE_DAMAGED'],
    ['no entry', 'none.yml', () => 'matches: []\n', 'NO_ROWS_TAKEN'],
  ]
  it.each(CASES)('R5: %s', (_what, name, bytes, error) => desk(async (test) => {
    const path = file(test, name, bytes())
    const failed = await test.take('templates', path).then(() => null, (thrown: unknown) => thrown)
    expect(failed).toEqual(code(error))
    expect(test.rows('SELECT count(*) AS n FROM team_template')).toEqual([{ n: 0 }])
  })())

  it.each(['gb18030', 'utf16-le', 'utf8'])('T5: the same file in %s says the same', (encoding) => desk(async (test) => {
    const text = readFileSync(ESPANSO, 'utf8')
    const path = file(test, 'coded.yml', encoding === 'utf16-le' ? Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, encoding)]) : iconv.encode(text, encoding))
    expect(await test.take('templates', path)).toMatchObject({ inserted: 4 })
    expect(test.rows("SELECT count(*) AS n FROM team_template WHERE title_zh = '退款说明'")).toEqual([{ n: 1 }])
  })())
})
