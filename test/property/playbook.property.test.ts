import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { KIND_IDS } from '../../src/domain/case/kinds'
import { EVIDENCE_SLOTS, type EvidenceSlotId } from '../../src/domain/case/slots'
import { STATUS_IDS } from '../../src/domain/case/status'
import { DAY } from '../../src/domain/clock/duration'
import { areaCovers, areaWords, matchArea } from '../../src/domain/courier/area'
import { namesIn } from '../../src/domain/playbook/conditions'
import { dueAt } from '../../src/domain/playbook/due'
import { CASE_FACTS, type CaseFact, type FactValue, type PlaybookFacts } from '../../src/domain/playbook/facts'
import { clockEventsBetween, evaluate, fallbackPlaybook, noFacts, stepStates, type Playbook } from '../../src/domain/playbook/playbook'

const { playbooks } = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
const NOW = Date.UTC(2026, 10, 25)

const anyPlaybook = fc.constantFrom(...KIND_IDS).map((kind) => playbooks[kind])

/** Answers that the playbook offers, nonsense, and inherited names: the engine must bear all of them. */
function factsFor(playbook: Playbook): fc.Arbitrary<PlaybookFacts> {
  const questions = playbook.steps.flatMap((step) => step.ask ?? [])
  const answers = questions.map((question) => {
    const choices: fc.Arbitrary<FactValue> = question.input === 'day' ? fc.oneof(fc.integer({ min: NOW - 3 * DAY, max: NOW }), fc.integer({ min: NOW - 200 * DAY, max: NOW })) : fc.constantFrom(...question.choices.map((choice) => choice.value))
    return fc.option(fc.tuple(fc.constant(question.id), choices), { nil: null })
  })
  return fc
    .record({
      status: fc.constantFrom(...STATUS_IDS),
      slots: fc.subarray(Object.keys(EVIDENCE_SLOTS) as EvidenceSlotId[]),
      facts: fc.subarray(Object.keys(CASE_FACTS) as CaseFact[]),
      copiedTemplates: fc.subarray(playbook.steps.flatMap((step) => [...step.templateIds])),
      ticked: fc.subarray(playbook.steps.map((step) => step.id)),
      answered: fc.tuple(...answers),
      noise: fc.dictionary(fc.constantFrom('constructor', '__proto__', 'toString', 'unknown', 'reason'), fc.oneof(fc.string(), fc.double())),
      instants: fc.dictionary(fc.constantFrom('opened', 'paid', 'shipped', 'valueOf'), fc.integer({ min: NOW - 200 * DAY, max: NOW + DAY })),
    })
    .map(({ answered, noise, instants, ...rest }) => {
      const given = answered.filter((pair): pair is [string, FactValue] => pair !== null)
      return {
        ...noFacts(NOW),
        ...rest,
        values: { ...noise, ...Object.fromEntries(given) },
        instants: { ...instants, ...Object.fromEntries(given.map(([id, value]) => [id, typeof value === 'number' ? value : NOW])) },
      }
    })
}
const anyCase = anyPlaybook.chain((playbook) => fc.tuple(fc.constant(playbook), factsFor(playbook)))

describe('P1: the playbook engine', () => {
  it('P1: bears any facts, and names exactly one next step unless all is done or the case is over', () => {
    fc.assert(
      fc.property(anyCase, ([playbook, facts]) => {
        const view = evaluate(playbook, facts)
        const open = view.steps.filter((state) => !state.done)
        const over = facts.status === 'resolved' || facts.status === 'closed'
        expect(view.next?.step.id ?? null).toBe(over ? null : (open[0]?.step.id ?? null))
        expect(view.steps.map((state) => state.index)).toEqual(view.steps.map((_, index) => index))
      }),
    )
  })

  it('P1: a step that is done stays done when something becomes known that it does not look at', () => {
    const arb = anyCase.chain(([playbook, facts]) => fc.tuple(fc.constant(playbook), fc.constant(facts), fc.constantFrom(...(Object.keys(CASE_FACTS) as CaseFact[])), fc.constantFrom(...playbook.steps.map((step) => step.id))))
    fc.assert(
      fc.property(arb, ([playbook, facts, fact, tick]) => {
        const before = stepStates(playbook, facts)
        const after = stepStates(playbook, { ...facts, ticked: [...facts.ticked, tick], values: { ...facts.values, 'a-question-of-nobody': 'x' }, copiedTemplates: [...facts.copiedTemplates, 'a-template-of-nobody'] })
        for (const { step, done } of before) if (done) expect(after.find((state) => state.step.id === step.id)?.done ?? true, step.id).toBe(true)
        // A fact may open or close a branch, but never undo what the agent ticked.
        const known = stepStates(playbook, { ...facts, facts: [...facts.facts, fact] })
        for (const state of known) if (facts.ticked.includes(state.step.id)) expect(state.done).toBe(true)
      }),
    )
  })

  it('P1: every step of every shipped playbook is reached by some answers, and can be done', () => {
    for (const kind of KIND_IDS) {
      const seen = new Set<string>()
      const playbook = playbooks[kind]
      for (const facts of fc.sample(factsFor(playbook), { numRuns: 400, seed: 7 })) for (const { step } of stepStates(playbook, facts)) seen.add(step.id)
      expect(playbook.steps.map((step) => step.id).filter((id) => !seen.has(id)), kind).toEqual([])
      const done = stepStates(playbook, { ...noFacts(NOW), ticked: playbook.steps.map((step) => step.id) })
      expect(done.every((state) => state.done), kind).toBe(true)
    }
  })

  it('P1: no conditions go round in a circle: a step looks only at steps before it', () => {
    for (const kind of KIND_IDS) {
      const before = new Set<string>()
      for (const step of playbooks[kind].steps) {
        for (const condition of [step.when, step.doneWhen, ...step.warnings.map((warning) => warning.when)]) {
          if (condition !== null) for (const name of namesIn(condition).steps) expect(before.has(name), `${kind}/${step.id} → ${name}`).toBe(true)
        }
        before.add(step.id)
      }
    }
  })

  it('P1, C4: nothing fires when nothing changed, and each clock event at most once', () => {
    fc.assert(
      fc.property(anyCase, ([playbook, facts]) => {
        expect(clockEventsBetween(playbook, facts, facts)).toEqual([])
        const events = clockEventsBetween(playbook, noFacts(NOW), facts)
        expect(new Set(events).size).toBe(events.length)
      }),
    )
  })

  it('P1: the fallback leads to an end for every kind', () => {
    for (const kind of KIND_IDS) {
      const steps = fallbackPlaybook(kind).steps.map((step) => step.id)
      expect(evaluate(fallbackPlaybook(kind), { ...noFacts(NOW), ticked: steps }).next).toBeNull()
    }
  })

  it('P2: a due time lies ahead in every zone, also over a change of daylight saving', () => {
    const dues = fc.oneof(fc.record({ afterMs: fc.integer({ min: 1, max: 90 * DAY }) }), fc.record({ days: fc.integer({ min: 0, max: 60 }), minute: fc.integer({ min: 0, max: 1439 }) }))
    fc.assert(
      fc.property(dues, fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }), fc.constantFrom('Asia/Shanghai', 'Europe/London', 'America/New_York'), (due, now, zone) => {
        expect(dueAt(due, now, zone)).toBeGreaterThan(now)
      }),
    )
  })
})

describe('P3: areas of an address', () => {
  const parts = fc.constantFrom(['广东省', '深圳市', '南山区'], ['新疆维吾尔自治区', '喀什地区', '疏附县'], ['西藏自治区', '那曲市', '色尼区'], ['北京市', '朝阳区', ''], ['内蒙古自治区', '呼伦贝尔市', '海拉尔区'])
  const street = fc.constantFrom('科技路1号', '新疆路9号', '广东大厦3楼', '****', '西藏中路')

  it('P3: what is recognised in an address covers the address, with any street behind it', () => {
    fc.assert(
      fc.property(parts, street, (area, rest) => {
        const address = `${area.join('')}${rest}`
        const words = areaWords(address)
        expect(words).not.toBeNull()
        expect(areaCovers(words ?? '', address)).toBe(true)
      }),
    )
  })

  it('P3: a street that is called after a province is not in it', () => {
    expect(areaCovers('新疆', '山东省青岛市市北区新疆路9号')).toBe(false)
    expect(areaCovers('西藏', '上海市黄浦区西藏中路200号')).toBe(false)
    expect(areaCovers('新疆 喀什', '新疆维吾尔自治区喀什地区疏附县')).toBe(true)
  })

  it('P3: an entry counts on its days only, the most exact first', () => {
    const entry = (area: string, fromDay: string | null, toDay: string | null) => ({ courierId: 'zto', kind: 'suspended' as const, area, fromDay, toDay })
    const entries = [entry('广东', null, null), entry('广东 深圳 南山', '2026-11-01', '2026-11-30'), entry('广东 深圳', '2026-12-01', null)]
    expect(matchArea(entries, '广东省深圳市南山区科技路1号', '2026-11-25').map((one) => one.area)).toEqual(['广东 深圳 南山', '广东'])
    expect(matchArea(entries, '广东省深圳市南山区科技路1号', '2026-12-02').map((one) => one.area)).toEqual(['广东 深圳', '广东'])
    expect(matchArea(entries, '', '2026-12-02')).toEqual([])
  })
})
