import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ResourceError, loadResources } from '../../src/backend/resources'
import { KINDS, KIND_IDS } from '../../src/domain/case/kinds'
import { TEMPLATE_GROUPS } from '../../src/domain/template/template'
import { CLOCK_NAMES } from '../../src/domain/clock/policy'

const shipped = fileURLToPath(new URL('../../resources', import.meta.url))

describe('the shipped data files', () => {
  const { policy, playbooks, templates } = loadResources(shipped)

  it('P1: every kind has a playbook with a closing message, whose templates and slots fit', () => {
    expect(Object.keys(playbooks).sort()).toEqual([...KIND_IDS].sort())
    const templateIds = new Set(templates.map((template) => template.id))
    for (const kind of KIND_IDS) {
      const { steps } = playbooks[kind]
      expect(steps.length, kind).toBeGreaterThanOrEqual(2)
      expect(steps.at(-1)?.id, kind).toBe('wrap-up')
      for (const step of steps) {
        expect(step.templateIds.filter((id) => !templateIds.has(id)), `${kind}/${step.id}`).toEqual([])
        expect(step.slots.filter((slot) => !(KINDS[kind].slots as readonly string[]).includes(slot)), `${kind}/${step.id}`).toEqual([])
      }
    }
  })

  it('P1: every evidence slot of a kind is asked for in one of its steps', () => {
    for (const kind of KIND_IDS) {
      const asked = playbooks[kind].steps.flatMap((step) => step.slots)
      expect(KINDS[kind].slots.filter((slot) => !asked.includes(slot)), kind).toEqual([])
    }
  })

  it('T1: at least 40 templates in both languages, in every group, none the same as another', () => {
    expect(templates.length).toBeGreaterThanOrEqual(40)
    expect(new Set(templates.map((template) => template.group))).toEqual(new Set(Object.keys(TEMPLATE_GROUPS)))
    for (const field of ['titleZh', 'titleEn', 'bodyZh', 'bodyEn'] as const) {
      expect(new Set(templates.map((template) => template[field])).size, field).toBe(templates.length)
    }
    for (const template of templates) {
      expect(template.bodyZh, template.id).toMatch(/[\u4e00-\u9fff]/)
      expect(template.bodyEn.replace(/\{\{.*?\}\}/g, ''), template.id).not.toMatch(/[\u4e00-\u9fff]/)
    }
  })

  it('T1: both languages of a template ask for the same fill-ins', () => {
    const names = (body: string): string[] => [...body.matchAll(/\{\{\?(\w+)\|/g)].map((match) => match[1] ?? '').sort()
    for (const template of templates) expect(names(template.bodyEn), template.id).toEqual(names(template.bodyZh))
  })

  it('P1: the step that a template was written for exists in a playbook of its kinds', () => {
    for (const template of templates) {
      if (template.step === null) continue
      const kinds = template.kinds.length === 0 ? KIND_IDS : template.kinds
      expect(kinds.some((kind) => playbooks[kind].steps.some((step) => step.id === template.step)), template.id).toBe(true)
    }
  })

  it('P1: a playbook suggests only templates that name its kind', () => {
    const byId = new Map(templates.map((template) => [template.id, template.kinds]))
    for (const kind of KIND_IDS) {
      const strangers = playbooks[kind].steps.flatMap((step) => step.templateIds).filter((id) => {
        const kinds = byId.get(id) ?? []
        return kinds.length > 0 && !kinds.includes(kind)
      })
      expect(strangers, kind).toEqual([])
    }
  })

  it('C4: the policy has every clock under its stable name with the numbers of the specification', () => {
    expect(Object.keys(policy.clocks.clocks).sort()).toEqual([...CLOCK_NAMES].sort())
    const hours = (name: (typeof CLOCK_NAMES)[number]): number => (policy.clocks.clocks[name]?.durationMs ?? Number.NaN) / 3_600_000
    expect(hours('first-response')).toBe(5 / 60)
    expect([hours('solve'), hours('result-told'), hours('appeal'), hours('ship-by')]).toEqual([48, 24, 72, 48])
    expect([hours('waybill-fix'), hours('trace'), hours('restock'), hours('buyer-photo')]).toEqual([24, 24, 72, 24])
    expect([hours('courier-hold'), hours('extend-trade'), hours('revision')]).toEqual([72, 240, 240])
    expect(policy.clocks.clocks.platform?.pausesIn).toEqual([])
  })

  it('C12: every kind that must give a reason has some to choose from', () => {
    for (const kind of KIND_IDS) {
      if (!(KINDS[kind].toResolve as readonly string[]).includes('reason')) continue
      expect(policy.reasons.some((reason) => (reason.kinds as readonly string[]).includes(kind)), kind).toBe(true)
    }
  })
})

describe('P1: a bad data file is refused with file, line and reason', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'resources-'))
    for (const folder of ['policies', 'playbooks', 'templates', 'import-mappings', 'registers']) cpSync(join(shipped, folder), join(dir, folder), { recursive: true })
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  const edit = (file: string, from: string, to: string): void => {
    const path = join(dir, file)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(from)
    writeFileSync(path, text.replace(from, to))
  }
  const problems = (): string[] => {
    try {
      loadResources(dir)
    } catch (error) {
      if (error instanceof ResourceError) return error.problems.map(({ file, line, reason }) => `${file}:${line} ${reason}`)
      throw error
    }
    return []
  }
  const lineOf = (file: string, text: string): number => readFileSync(join(dir, file), 'utf8').split('\n').findIndex((line) => line.includes(text)) + 1

  it('accepts the untouched copy', () => expect(problems()).toEqual([]))

  it('names the line of a length of time that is none', () => {
    edit('policies/clocks.yaml', 'duration: 48h', 'duration: two days')
    expect(problems()).toEqual([expect.stringMatching(new RegExp(`^policies/clocks.yaml:${lineOf('policies/clocks.yaml', 'two days')} .*not a length of time`))])
  })

  it('names the line of a misspelt key', () => {
    edit('playbooks/damaged.yaml', '    doneWhen:', '    doneWenn:')
    const line = lineOf('playbooks/damaged.yaml', 'doneWenn')
    expect(problems()).toContainEqual(expect.stringMatching(new RegExp(`^playbooks/damaged.yaml:${line} .*not known here`)))
  })

  it('names the line of broken YAML', () => {
    edit('playbooks/lost.yaml', 'kind: lost', 'kind: "lost')
    expect(problems()[0]).toMatch(/^playbooks\/lost\.yaml:\d+ /)
  })

  it('refuses an unknown kind, an unknown condition, a calendar that is not there and a zone that does not exist', () => {
    edit('templates/closing.yaml', 'step: wrap-up\n    tags: [收尾', 'kinds: [lots]\n    tags: [收尾')
    edit('playbooks/stalled.yaml', '{ fact: courier-contacted }', '{ fact: courier-bribed }')
    edit('policies/clocks.yaml', 'shopCalendar: round-the-clock', 'shopCalendar: holidays')
    expect(problems()).toEqual([
      expect.stringContaining('there is no calendar "holidays"'),
      expect.stringMatching(/^templates\/closing\.yaml:\d+ templates\.0\.kinds\.0/),
      expect.stringContaining('a condition is one of'),
    ])
    edit('policies/clocks.yaml', 'timeZone: Asia/Shanghai', 'timeZone: Asia/Peking-Duck')
    expect(problems()[0]).toContain('no such time zone')
  })

  it('refuses a template with an unknown variable, and a playbook that suggests a template that is not there', () => {
    edit('templates/contents.yaml', '{{item}}', '{{itme}}')
    expect(problems()).toEqual([expect.stringMatching(/^templates\/contents\.yaml:\d+ .*unknown variable: \{\{itme\}\}/)])
    edit('templates/contents.yaml', '{{itme}}', '{{item}}')
    edit('playbooks/lost.yaml', 'lost-options', 'lost-optoins')
    const line = lineOf('playbooks/lost.yaml', 'lost-optoins')
    expect(problems()).toEqual([`playbooks/lost.yaml:${line} steps.5.templateIds.0: there is no template "lost-optoins"`])
  })

  it('T4: refuses a memo line that somebody would have to fill in', () => {
    edit('templates/logistics.yaml', 'memo: { zh: 已延长收货10天', 'memo: { zh: "已延长{{?days|几天}}"')
    expect(problems()).toEqual([expect.stringMatching(/^templates\/logistics\.yaml:\d+ .*no variable of a memo: \{\{\?days/)])
    edit('templates/logistics.yaml', '已延长{{?days|几天}}', '已延长到{{inDays 10}}')
    expect(problems()).toEqual([expect.stringMatching(/no variable of a memo: \{\{inDays 10\}\}/)])
  })

  it('T1: names the place of a condition that is not closed', () => {
    edit('templates/logistics.yaml', '{{#if trackingState}}{{trackingState}}{{else}}{{?place|最新位置}}{{/if}}，正常', '{{#if trackingState}}{{trackingState}}，正常')
    expect(problems()).toEqual([expect.stringMatching(/^templates\/logistics\.yaml:\d+ .*a condition is not closed by \{\{\/if\}\}: \{\{#if trackingState\}\} \(character \d+\)/)])
  })

  it('refuses an id used twice, also across files', () => {
    edit('templates/closing.yaml', 'id: close-no-answer', 'id: close-solved')
    expect(problems()).toEqual([expect.stringContaining('"close-solved" is used twice')])
    edit('templates/closing.yaml', 'id: close-solved\n    group: closing\n    titleZh: 买家未回复', 'id: greet\n    group: closing\n    titleZh: 买家未回复')
    expect(problems()).toContainEqual(expect.stringContaining('"greet" is used in another file too'))
  })

  it('reports a kind without playbook and a folder that is missing', () => {
    rmSync(join(dir, 'playbooks/lost.yaml'))
    expect(problems()).toContain('playbooks/lost.yaml:1 the playbook of this kind is missing')
    rmSync(join(dir, 'templates'), { recursive: true })
    expect(problems()).toEqual(['templates:1 the folder is missing or holds no .yaml file'])
  })

  it('refuses aliases that multiply (a YAML bomb) instead of hanging', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...['b', 'c', 'd', 'e', 'f'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcde'[index]}`).join(', ')}]`)]
    writeFileSync(join(dir, 'policies/reasons.yaml'), bomb.join('\n'))
    expect(problems()[0]).toMatch(/^policies\/reasons\.yaml:1 /)
  })
})
