import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { templateIndex } from '../../src/backend/services/template-index'
import { createCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { createStaff } from '../../src/backend/services/masters'
import { checkDraft } from '../../src/backend/services/template-check'
import { getTemplate, listLibrary, templateUsage } from '../../src/backend/services/template-library'
import { adoptTemplate, hideTemplate, removeTemplate, restoreVersion, saveTemplate } from '../../src/backend/services/template-write'
import { editedRepliesSql, templateUseSql, usesByPersonSql } from '../../src/backend/repositories/template-use'
import type { Actor } from '../../src/backend/services/kernel'
import type { TemplateDraft } from '../../src/contract/template-library'
import { AppError } from '../../src/domain/errors'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { SQL } from 'drizzle-orm'
import { foundFolder, type TestFolder } from '../support/kernel'

let test: TestFolder
let agent: Actor
beforeEach(async () => {
  test = await foundFolder()
  const { id } = await createStaff(test.kernel, test.actor, { name: '李雷', role: 'agent' })
  agent = { staffId: id, name: '李雷', role: 'agent' }
})
afterEach(() => test.open.close())

const DAY = 24 * 3600 * 1000
const refusal = (code: string, detail: Record<string, unknown> = {}): AppError => expect.objectContaining({ code, detail: expect.objectContaining(detail) as unknown }) as AppError
const idOfStep = (): string => {
  const named = Object.values(test.kernel.resources.playbooks).flatMap((playbook) => playbook.steps.flatMap((step) => step.templateIds))
  const [id] = named
  if (id === undefined) throw new Error('no playbook suggests a template')
  return id
}
const draftFor = (id: string, actor = test.actor): TemplateDraft => getTemplate(test.kernel, actor, id).draft
const wording = async (id: string, actor: Actor): Promise<string | undefined> => (await templateIndex(test.kernel, actor.staffId)).find((one) => one.id === id)?.bodyZh
const save = (id: string | null, layer: 'team' | 'personal', patch: Partial<TemplateDraft>, basedOn: number | null, actor = test.actor): ReturnType<typeof saveTemplate> => {
  const [first] = test.kernel.resources.templates
  return saveTemplate(test.kernel, actor, { id, layer, draft: { ...draftFor(id ?? first?.id ?? '', actor), ...patch }, basedOn })
}

describe('T5: layers', () => {
  it('T5: the team’s wording stands under the id of what ships, a personal one over both, for its person alone', async () => {
    const id = idOfStep()
    const shipped = await wording(id, agent)
    save(id, 'team', { bodyZh: '您好，团队的说法。' }, null)
    expect(await wording(id, agent)).toBe('您好，团队的说法。')
    save(id, 'personal', { bodyZh: '您好，李雷的说法。' }, null, agent)
    expect([await wording(id, agent), await wording(id, test.actor)]).toEqual(['您好，李雷的说法。', '您好，团队的说法。'])
    expect(getTemplate(test.kernel, agent, id)).toMatchObject({ layer: 'personal', team: { draft: { bodyZh: '您好，团队的说法。' } }, shipped: { bodyZh: shipped } })
    expect(getTemplate(test.kernel, agent, id).steps.length).toBeGreaterThan(0)
  })

  it('T5: giving up a layer shows what lies below; its versions stay and can be brought back', async () => {
    const id = idOfStep()
    const shipped = await wording(id, test.actor)
    save(id, 'team', { bodyZh: '您好，第一版。' }, null)
    save(id, 'team', { bodyZh: '您好，第二版。' }, 1)
    removeTemplate(test.kernel, test.actor, { id, layer: 'team', basedOn: 2 })
    expect(await wording(id, test.actor)).toBe(shipped)
    const { versions } = getTemplate(test.kernel, test.actor, id)
    expect(versions.map(({ version, draft, madeBy }) => [version, draft?.bodyZh ?? null, madeBy])).toEqual([[3, null, '张敏'], [2, '您好，第二版。', '张敏'], [1, '您好，第一版。', '张敏']])
    restoreVersion(test.kernel, test.actor, { rowId: `team:${id}`, version: 1, basedOn: 3 })
    expect(await wording(id, test.actor)).toBe('您好，第一版。')
    expect(getTemplate(test.kernel, test.actor, id).versions[0]).toMatchObject({ version: 4, inForce: true })
  })

  it('T5: every change can be taken back, also the first and a deletion', async () => {
    const id = idOfStep()
    const shipped = await wording(id, test.actor)
    const first = save(id, 'team', { bodyZh: '您好，改过。' }, null)
    expect(first).toMatchObject({ before: null, after: 1 })
    const undone = restoreVersion(test.kernel, test.actor, { rowId: first.rowId, version: first.before, basedOn: first.after })
    expect(await wording(id, test.actor)).toBe(shipped)
    const again = restoreVersion(test.kernel, test.actor, { rowId: first.rowId, version: undone.before, basedOn: undone.after })
    expect(await wording(id, test.actor)).toBe('您好，改过。')
    const own = save(null, 'personal', { titleZh: '我自己的', bodyZh: '您好，我自己的。' }, null)
    const gone = removeTemplate(test.kernel, test.actor, { id: own.id, layer: 'personal', basedOn: own.after })
    expect(await wording(own.id, test.actor)).toBeUndefined()
    restoreVersion(test.kernel, test.actor, { rowId: gone.rowId, version: gone.before, basedOn: gone.after })
    expect(await wording(own.id, test.actor)).toBe('您好，我自己的。')
    expect(again.before).toBeNull()
  })

  it('T5: a hidden one is out of use but in the library; shown again it is what it was', async () => {
    const id = idOfStep()
    const shipped = await wording(id, agent)
    const hidden = hideTemplate(test.kernel, agent, { id, layer: 'personal', hidden: true, basedOn: null })
    expect([await wording(id, agent), await wording(id, test.actor)]).toEqual([undefined, shipped])
    expect((await listLibrary(test.kernel, agent, {})).entries.find((one) => one.id === id)).toMatchObject({ hidden: true })
    hideTemplate(test.kernel, agent, { id, layer: 'personal', hidden: false, basedOn: hidden.after })
    expect(getTemplate(test.kernel, agent, id)).toMatchObject({ layer: 'shipped', hidden: false, mine: null })
    const said = save(id, 'personal', { bodyZh: '您好，我的。' }, 2, agent)
    hideTemplate(test.kernel, agent, { id, layer: 'personal', hidden: true, basedOn: said.after })
    const back = hideTemplate(test.kernel, agent, { id, layer: 'personal', hidden: false, basedOn: said.after + 1 })
    expect(await wording(id, agent)).toBe('您好，我的。')
    expect(back.after).toBe(said.after + 2)
  })

  it('T5: nobody overwrites a newer version unseen, and only supervisors write the team’s layer', () => {
    const id = idOfStep()
    save(id, 'team', { bodyZh: '您好，一。' }, null)
    expect(() => save(id, 'team', { bodyZh: '您好，二。' }, null)).toThrow(refusal('DOCUMENT_CHANGED'))
    expect(() => save(id, 'team', { bodyZh: '您好，三。' }, 1, agent)).toThrow(refusal('FORBIDDEN'))
    expect(() => restoreVersion(test.kernel, agent, { rowId: `team:${id}`, version: null, basedOn: 1 })).toThrow(refusal('FORBIDDEN'))
    const mine = save(null, 'personal', { bodyZh: '您好，李雷自己的。' }, null, agent)
    expect(() => removeTemplate(test.kernel, test.actor, { id: mine.id, layer: 'personal', basedOn: 1 })).toThrow(AppError)
    expect(draftFor(mine.id).bodyZh).toBe('您好，李雷自己的。')
    const other: Actor = { staffId: 'somebody', name: '韩', role: 'agent' }
    expect(() => getTemplate(test.kernel, other, mine.id)).toThrow(refusal('NOT_FOUND'))
  })

  it('T5: a supervisor makes somebody’s wording the team’s, of a shipped one and of an own one', async () => {
    const id = idOfStep()
    const better = save(id, 'personal', { bodyZh: '您好，更好的说法。' }, null, agent)
    expect(getTemplate(test.kernel, test.actor, id).others).toMatchObject([{ rowId: better.rowId, ownerName: '李雷', draft: { bodyZh: '您好，更好的说法。' } }])
    adoptTemplate(test.kernel, test.actor, { rowId: better.rowId, basedOn: null })
    expect(await wording(id, test.actor)).toBe('您好，更好的说法。')
    const own = save(null, 'personal', { titleZh: '李雷的', bodyZh: '您好，李雷自己的。' }, null, agent)
    expect((await listLibrary(test.kernel, test.actor, {})).entries.find((one) => one.id === own.id)).toMatchObject({ ownerName: '李雷', layer: 'personal' })
    const taken = adoptTemplate(test.kernel, test.actor, { rowId: own.rowId, basedOn: null })
    expect(await wording(taken.id, test.actor)).toBe('您好，李雷自己的。')
    expect(() => adoptTemplate(test.kernel, agent, { rowId: own.rowId, basedOn: 1 })).toThrow(refusal('FORBIDDEN'))
  })

  it('T5: an own template of the team can be reworded by a person, and goes with its actions', async () => {
    const does = { status: { status: 'waiting-buyer', zh: '等买家回复', en: 'Waiting', due: '24h' }, memo: null, events: [], promise: null }
    const own = save(null, 'team', { titleZh: '团队自己的', bodyZh: '您好，团队自己的。', actions: does }, null)
    save(own.id, 'personal', { bodyZh: '您好，我的说法。' }, null, agent)
    const [forAgent] = (await templateIndex(test.kernel, agent.staffId)).filter((one) => one.id === own.id)
    expect(forAgent).toMatchObject({ layer: 'personal', bodyZh: '您好，我的说法。', actions: { status: { status: 'waiting-buyer', due: { afterMs: DAY } } } })
  })
})

describe('T5: what a template may say', () => {
  it('T5: mistakes are refused with their place and reason, and nothing is written', () => {
    const id = idOfStep()
    const bad = { ...draftFor(id), bodyZh: '您好 {{buyr}}，退款 {{amount', step: 'no-such-step', imageId: 'f'.repeat(64) }
    const problems = checkDraft(test.kernel, bad)
    expect(problems.filter((one) => one.severity === 'block').map(({ field, from, to }) => [field, from, to])).toEqual(
      expect.arrayContaining([['bodyZh', 3, 11], ['bodyZh', 15, 23], ['step', null, null], ['imageId', null, null]]),
    )
    expect(problems.find((one) => one.from === 3)?.reason).toEqual({ zh: '没有这个变量：{{buyr}}', en: 'unknown variable: {{buyr}}' })
    expect(() => saveTemplate(test.kernel, test.actor, { id, layer: 'team', draft: bad, basedOn: null })).toThrow(refusal('TEMPLATE_INVALID'))
    expect(getTemplate(test.kernel, test.actor, id)).toMatchObject({ layer: 'shipped', versions: [] })
  })

  it('T6, E1: what the coach stops is not saved, what it doubts is', () => {
    const id = idOfStep()
    expect(() => save(id, 'team', { bodyZh: '您好，给个五星好评返现 5 元。' }, null)).toThrow(refusal('TEMPLATE_INVALID', { field: 'bodyZh' }))
    expect(() => save(id, 'team', { bodyZh: '您好，加微信 abc12345 聊。', platforms: ['taobao'] }, null)).toThrow(refusal('TEMPLATE_INVALID', { field: 'bodyZh' }))
    const doubtful = { ...draftFor(id), bodyZh: '您好，保证明天一定到。' }
    const found = checkDraft(test.kernel, doubtful)
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((one) => one.severity === 'warn')).toBe(true)
    expect(saveTemplate(test.kernel, test.actor, { id, layer: 'team', draft: doubtful, basedOn: null }).after).toBe(1)
  })

  it('T4, T5: what it does besides is read as in files', () => {
    const id = idOfStep()
    const late = { status: { status: 'waiting-buyer', zh: '等', en: 'Wait', due: 'tomorrow' }, memo: null, events: ['no-such-event'], promise: null }
    const problems = checkDraft(test.kernel, { ...draftFor(id), actions: late })
    expect(problems.map((one) => one.field)).toEqual(expect.arrayContaining(['actions.status.due', 'actions.events.0']))
  })
})

describe('T5: use', () => {
  function reply(templateId: string, text: string, edited: boolean, actor = test.actor): string {
    const { id } = createCase(test.kernel, test.actor, { kind: 'lost', buyerNick: '云间客_88' })
    logReply(test.kernel, actor, id, { templateId, text, edited })
    return id
  }

  it('T5: counts copies, edits and the last use in the period, by person for a supervisor', async () => {
    const id = idOfStep()
    reply(id, '您好，没改。', false)
    test.clock.now += 70 * DAY
    for (let at = 0; at < 4; at += 1) reply(id, '您好，改了。', true, agent)
    reply(id, '您好，没改。', false)
    const entry = async (input: Parameters<typeof listLibrary>[2], actor = test.actor): Promise<unknown> => (await listLibrary(test.kernel, actor, input)).entries.find((one) => one.id === id)
    expect(await entry({})).toMatchObject({ use: { used: 6, edited: 4, lastAt: test.clock.now }, unused: false, oftenEdited: true })
    expect(await entry({ since: test.clock.now - DAY })).toMatchObject({ use: { used: 5, edited: 4 } })
    expect(await entry({ staffId: agent.staffId }, agent)).toMatchObject({ use: { used: 4, edited: 4 } })
    await expect(listLibrary(test.kernel, agent, { staffId: test.actor.staffId })).rejects.toThrow(refusal('FORBIDDEN'))
    const others = (await listLibrary(test.kernel, test.actor, {})).entries.filter((one) => one.id !== id)
    expect(others.every((one) => one.unused && one.use.lastAt === null)).toBe(true)
    expect(templateUsage(test.kernel, test.actor, { id }).people.map(({ name, used, edited }) => [name, used, edited])).toEqual([['李雷', 4, 4], ['张敏', 2, 0]])
    expect(templateUsage(test.kernel, agent, { id }).people.map(({ name }) => name)).toEqual(['李雷'])
  })

  it('T5: an edited reply comes back as a wording, with the variables where their values stood', () => {
    const id = idOfStep()
    save(id, 'team', { bodyZh: '您好 {{buyer}}，我们在查。' }, null)
    reply(id, '您好 云间客_88，我们已经在查，今天给您答复。', true)
    const [edit] = templateUsage(test.kernel, test.actor, { id }).edits
    expect(edit).toMatchObject({ who: '张敏', language: 'zh', wording: '您好 {{buyer}}，我们已经在查，今天给您答复。' })
    expect(saveTemplate(test.kernel, test.actor, { id, layer: 'team', draft: { ...draftFor(id), bodyZh: edit?.wording ?? '' }, basedOn: 1 }).after).toBe(2)
  })

  it('T5, X2: no count walks the whole timeline', () => {
    const dialect = new SQLiteSyncDialect()
    const plan = (query: SQL): string => {
      const { sql, params } = dialect.sqlToQuery(query)
      return test.kernel.db.readable.prepare<(string | number)[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...(params as (string | number)[])).map((row) => row.detail).join('\n')
    }
    for (const query of [templateUseSql(['a', 'b'], 1, 2, null), templateUseSql(['a'], 1, 2, 'x'), usesByPersonSql('a', 1, 2), editedRepliesSql('a', 10)]) {
      const steps = plan(query)
      expect(steps).toContain('case_event_template')
      expect(steps, steps).not.toMatch(/SCAN e\b|SCAN case_event/)
    }
    expect(plan(templateUseSql(['a'], 1, 2, null))).toContain('SEARCH e USING INDEX case_event_template (<expr>=? AND at>? AND at<?)')
  })
})

describe('T2, T5: search keys', () => {
  it('T2: saving one makes the search keys of that one alone', async () => {
    const before = await templateIndex(test.kernel, null)
    const id = idOfStep()
    save(id, 'team', { titleZh: '全新的标题' }, null)
    const after = await templateIndex(test.kernel, null)
    const kept = new Map(before.map((one) => [one.id, one.searchKeys]))
    expect(after.filter((one) => one.id !== id).every((one) => kept.get(one.id) === one.searchKeys)).toBe(true)
    expect(after.find((one) => one.id === id)?.searchKeys[0]).toContain('quan xin')
  })
})
