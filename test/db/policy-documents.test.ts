import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLiveResources } from '../../src/backend/live-resources'
import { openFolder } from '../../src/backend/open-folder'
import { createCase, getCaseOf } from '../support/playbook-case'
import { insertVersion } from '../../src/backend/repositories/policy-versions'
import { ResourceError } from '../../src/backend/resources'
import { checkDocument, getDocument, listDocuments, saveDocument } from '../../src/backend/services/policy-documents'
import { addPolicyReaction } from '../../src/backend/services/policy-changed'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { AppError } from '../../src/domain/errors'
import { ROOT, tempFolder } from '../support/folders'
import { foundFolder, noFiles, type TestFolder } from '../support/kernel'

let test: TestFolder
beforeEach(async () => {
  test = await foundFolder()
})
afterEach(() => test.open.close())

const LOST = 'playbook:lost'
const shippedLost = readFileSync(join(ROOT, 'resources/playbooks/lost.yaml'), 'utf8')
const renamed = shippedLost.replace('titleZh: 补发还是退款', 'titleZh: 问买家要哪种')
const save = (text: string | null, basedOn: number | null, document = LOST): ReturnType<typeof saveDocument> => saveDocument(test.kernel, test.actor, { document, text, basedOn })

describe('P1: a supervisor edits playbooks and policies', () => {
  it('P1: lists every kind and every policy, all as shipped at first', () => {
    const list = listDocuments(test.kernel)
    expect(list.filter((entry) => entry.document.startsWith('playbook:'))).toHaveLength(KIND_IDS.length)
    expect(list.filter((entry) => entry.group === 'policy').map((entry) => entry.document)).toContain('policy:clocks')
    expect(list.every((entry) => entry.version === null && entry.problems === 0)).toBe(true)
  })

  it('P1: a change is in force at once, on a case that is open already', () => {
    const id = createCase(test, 'lost')
    expect(getCaseOf(test, id).steps.map((step) => step.titleZh)).toContain('补发还是退款')
    const saved = save(renamed, null)
    expect(saved).toMatchObject({ version: 1, text: renamed, problems: 0, changedBy: '张敏' })
    expect(getCaseOf(test, id).steps.map((step) => step.titleZh)).toContain('问买家要哪种')
  })

  it('P1: a mistake is refused with line and reason, nothing is written, and what held goes on holding', () => {
    save(renamed, null)
    const bad = renamed.replace('lost-options', 'lost-optoins').replace('fact: courier-contacted', 'fact: courier-bribed')
    const line = bad.split('\n').findIndex((text) => text.includes('courier-bribed')) + 1
    const problems = checkDocument(test.kernel, { document: LOST, text: bad }).problems
    expect(problems).toEqual([{ line, version: null, reason: expect.stringContaining('a condition is one of') as string }])
    expect(() => save(bad, 1)).toThrow(ResourceError)
    expect(getDocument(test.kernel, LOST)).toMatchObject({ version: 1, text: renamed, versions: [{ version: 1 }] })
    expect(checkDocument(test.kernel, { document: LOST, text: renamed.replace('lost-options', 'lost-optoins') }).problems[0]?.reason).toContain('there is no template "lost-optoins"')
  })

  it.each([
    ['a question that nobody asks', '{ value: loss, is: delayed }', '{ value: losss, is: delayed }', 'no step asks "losss"'],
    ['an answer that is none', '{ value: loss, is: delayed }', '{ value: loss, is: stolen }', '"stolen" is no answer to "loss"'],
    ['another kind', 'kind: lost', 'kind: stalled', 'this is the playbook of "lost"'],
    ['a length of time that is none', 'due: 48h', 'due: two days', 'neither a length of time'],
    ['a step id used twice', 'id: misdelivered-told', 'id: delayed-told', 'is used twice'],
  ])('P1: refuses %s with its line', (_what, from, to, reason) => {
    const bad = shippedLost.replace(from, to)
    expect(bad).not.toBe(shippedLost)
    const line = bad.split('\n').findLastIndex((text) => text.includes(to)) + 1
    expect(checkDocument(test.kernel, { document: LOST, text: bad }).problems).toContainEqual({ line, version: null, reason: expect.stringContaining(reason) as string })
  })

  it('P1: a step that templates were written for cannot vanish from every playbook', () => {
    const without = shippedLost.replace(/ {2}- id: delayed-told[\s\S]*?(?= {2}- id: misdelivered-told)/, '')
    expect(checkDocument(test.kernel, { document: LOST, text: without }).problems[0]?.reason).toContain('"delayed-told"')
  })

  it('P1: every version stays; an older one and the shipped one can be restored', () => {
    save(renamed, null)
    const second = save(shippedLost.replace('titleZh: 收尾', 'titleZh: 结束').concat('# 二\n'), 1)
    expect(second.versions.map(({ version, inForce }) => [version, inForce])).toEqual([[2, true], [1, false]])
    expect(save(second.versions[1]?.text ?? null, 2)).toMatchObject({ version: 3, text: renamed })
    const back = save(null, 3)
    expect(back).toMatchObject({ version: null, text: shippedLost })
    expect(back.versions[0]).toMatchObject({ version: 4, text: null, inForce: true })
  })

  it('P1: a colleague’s newer version is never overwritten unseen', () => {
    save(renamed, null)
    expect(() => save(shippedLost, null)).toThrow(expect.objectContaining({ code: 'DOCUMENT_CHANGED' }) as AppError)
    expect(getDocument(test.kernel, LOST).versions).toHaveLength(1)
  })

  it('P1: the newest version that can be read holds; one of a newer app is passed over and told of', () => {
    save(renamed, null)
    const future = renamed.replace('version: 1', 'version: 2')
    test.kernel.write(test.actor, { name: 'policy.save' }, (tx) => insertRaw(tx, 2, future))
    const found = getDocument(test.kernel, LOST)
    expect(found).toMatchObject({ version: 1, text: renamed })
    expect(found.found).toEqual([expect.objectContaining({ version: 2, line: 2 })])
    expect(found.versions.map(({ version, inForce }) => [version, inForce])).toEqual([[2, false], [1, true]])
  })

  it('P1: a stored version holds after the folder was closed and opened again', async () => {
    save(renamed, null)
    const { dataDir } = test
    test.open.close()
    const again = openFolder({ dataDir, purpose: 'open', resourcesDir: ROOT, files: noFiles })
    expect(again.kernel.resources.playbooks.lost.steps.map((step) => step.titleZh)).toContain('问买家要哪种')
    again.close()
    test = await foundFolder()
  })

  it('C4, P1: a changed clock policy holds for the next case, and is told to whoever must follow', () => {
    const told: string[] = []
    const stop = addPolicyReaction((_kernel, document) => told.push(document))
    const clocks = readFileSync(join(ROOT, 'resources/policies/clocks.yaml'), 'utf8')
    expect(test.kernel.resources.policy.clocks.clocks.solve?.durationMs).toBe(48 * 3_600_000)
    save(clocks.replace('duration: 48h', 'duration: 36h'), null, 'policy:clocks')
    stop()
    expect(test.kernel.resources.policy.clocks.clocks.solve?.durationMs).toBe(36 * 3_600_000)
    expect(told).toEqual(['policy:clocks'])
    const clock = getCaseOf(test, createCase(test, 'lost')).clocks.find((one) => one.name === 'solve')
    expect((clock?.dueAt ?? 0) - (clock?.startedAt ?? 0)).toBe(36 * 3_600_000)
  })

  it('P1: the preview answers what an agent would see, and a policy as it was understood', () => {
    const trial = { status: 'working' as const, facts: [], slots: [], copied: [], ticked: ['what', 'contact-courier'], values: { loss: 'delayed' }, instants: {} }
    const { preview } = checkDocument(test.kernel, { document: LOST, text: shippedLost, trial })
    expect(preview.playbook?.step?.stepId).toBe('delayed-told')
    expect(preview.playbook?.steps.map((step) => step.stepId)).not.toContain('misdelivered-told')
    const policy = checkDocument(test.kernel, { document: 'policy:reasons', text: readFileSync(join(ROOT, 'resources/policies/reasons.yaml'), 'utf8') })
    expect(policy.preview.summary).toContainEqual({ path: 'reasons › 1 › zh', value: '不想要了' })
  })

  it('P1: no document of another name', () => {
    expect(() => getDocument(test.kernel, 'policy:passwords')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }) as AppError)
    expect(() => getDocument(test.kernel, 'playbook:constructor')).toThrow(AppError)
  })
})

describe('P1: a bad file in resources/ does not stop the app', () => {
  function brokenResources(): string {
    const dir = tempFolder()
    mkdirSync(dir, { recursive: true })
    cpSync(join(ROOT, 'resources'), dir, { recursive: true })
    writeFileSync(join(dir, 'playbooks/lost.yaml'), 'version: 1\nkind: lost\nsteps: [\n')
    return dir
  }

  it('P1: the case works by the shortest playbook, and the mistake is named', () => {
    const live = openLiveResources(brokenResources(), () => [])
    expect(live.resources.playbooks.lost.steps.map((step) => step.id)).toEqual(['first-answer', 'choose-remedy'])
    expect(live.resources.playbooks.damaged.steps.length).toBeGreaterThan(3)
    expect(live.problems()).toEqual([expect.objectContaining({ file: 'playbooks/lost.yaml', version: null })])
  })

  it('P1: the last good version of the table holds over a broken file', () => {
    const live = openLiveResources(brokenResources(), (key) => (key === LOST ? [{ version: 3, body: 'nonsense: true' }, { version: 2, body: renamed }] : []))
    expect(live.inForce(LOST)).toMatchObject({ version: 2, text: renamed })
    expect(live.inForce(LOST).problems.every((problem) => problem.version === 3)).toBe(true)
  })

  it('T1: a broken template file leaves the others', () => {
    const dir = brokenResources()
    writeFileSync(join(dir, 'templates/closing.yaml'), 'version: 1\ntemplates: 5\n')
    const live = openLiveResources(dir, () => [])
    expect(live.resources.templates.some((template) => template.id === 'close-solved')).toBe(false)
    expect(live.resources.templates.length).toBeGreaterThan(80)
    expect(live.problems()).toContainEqual(expect.objectContaining({ file: 'templates/closing.yaml' }))
  })
})

function insertRaw(tx: Parameters<Parameters<TestFolder['kernel']['write']>[2]>[0], version: number, body: string): void {
  insertVersion(tx, { document: LOST, version, body, note: null })
}
