import { z } from 'zod'
import { CASE_FIELDS, type CaseField } from '../domain/case/fields'
import { namesIn, type Condition } from '../domain/playbook/conditions'
import type { DueTime } from '../domain/playbook/due'
import { CASE_FACTS, INSTANTS, VALUE_FACTS, type CaseFact } from '../domain/playbook/facts'
import { STEP_ACTIONS, TASK_OWNERS, type Playbook, type PlaybookStep, type Question, type TaskOwner } from '../domain/playbook/playbook'
import { parseTemplate } from '../domain/template/render'
import { durationSchema, eventSchema, fileIdSchema, keysOf, kindSchema, slotSchema, statusSchema, words } from './resources'

/**
 * Schema of a playbook file (P1): what a supervisor writes → the plain data of the domain. Besides the form it checks what the file
 * names in itself: questions that nobody asks, answers that do not exist, steps that do not come before.
 */

const enumOf = <K extends string>(list: Readonly<Record<K, unknown>>) => z.enum(keysOf(list) as [K, ...K[]])
const label = { zh: words, en: words }

export const dueSchema = z.string().transform((text, context): DueTime => {
  const day = /^(\d{1,3})d@([01]\d|2[0-3]):([0-5]\d)$/.exec(text)
  if (day !== null) return { days: Number(day[1]), minute: Number(day[2]) * 60 + Number(day[3]) }
  const length = durationSchema.safeParse(text)
  if (length.success) return { afterMs: length.data }
  context.addIssue({ code: 'custom', message: `"${text}" is neither a length of time such as 24h nor a time of a day such as 1d@10:00` })
  return z.NEVER
})

const daySchema = z.iso.date().transform((text) => Date.parse(`${text}T00:00:00Z`))
const factValue = z.union([z.string().min(1), z.number()])
const optional = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } => (value === undefined ? {} : ({ [key]: value } as { [P in K]?: T }))

const CONDITION_FORMS = 'a condition is one of copied: true, slot, status, fact, done, value, since, dated, any, all, not, with a known name'

const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ copied: z.literal(true) }),
      z.strictObject({ slot: slotSchema }),
      z.strictObject({ status: z.array(statusSchema).min(1) }),
      z.strictObject({ fact: enumOf<CaseFact>(CASE_FACTS) }),
      z.strictObject({ done: fileIdSchema }),
      z
        .strictObject({ value: fileIdSchema, is: factValue.optional(), in: z.array(factValue).min(1).optional(), atLeast: z.number().optional(), atMost: z.number().optional() })
        .transform(({ value, is, in: list, atLeast, atMost }) => ({ value, ...optional('in', is === undefined ? list : [is]), ...optional('atLeast', atLeast), ...optional('atMost', atMost) })),
      z
        .strictObject({ since: fileIdSchema, atLeast: durationSchema.optional(), under: durationSchema.optional() })
        .transform(({ since, atLeast, under }) => ({ since, ...optional('atLeast', atLeast), ...optional('under', under) })),
      z
        .strictObject({ dated: fileIdSchema, from: daySchema.optional(), until: daySchema.optional() })
        .transform(({ dated, from, until }) => ({ dated, ...optional('from', from), ...optional('until', until) })),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
    ],
    { error: CONDITION_FORMS },
  ),
)

const memoWords = words.superRefine((text, context) => {
  for (const problem of parseTemplate(text).problems) context.addIssue({ code: 'custom', message: `this is no variable of a memo: ${problem.source.slice(0, 60)}` })
})

const questionSchema = z.lazy(() => z
  .strictObject({ id: fileIdSchema, ...label, input: z.enum(['choice', 'day']).default('choice'), choices: z.array(z.strictObject({ value: fileIdSchema, ...label })).max(9, 'a question has at most nine answers: one key each').default([]) })
  .superRefine((question, context) => {
    if (question.input === 'choice' && question.choices.length < 2) context.addIssue({ code: 'custom', path: ['choices'], message: 'a question needs at least two answers' })
    if (question.input === 'day' && question.choices.length > 0) context.addIssue({ code: 'custom', path: ['choices'], message: 'a day is asked for without answers to choose from' })
    question.choices.forEach((choice, index) => {
      if (question.choices.findIndex((one) => one.value === choice.value) !== index) context.addIssue({ code: 'custom', path: ['choices', index, 'value'], message: `"${choice.value}" is an answer twice` })
    })
    if (Object.hasOwn(VALUE_FACTS, question.id) || Object.hasOwn(INSTANTS, question.id)) context.addIssue({ code: 'custom', path: ['id'], message: `"${question.id}" is a fact of the case already` })
  }))

const stepSchema = z.lazy(() => z
  .strictObject({
    id: fileIdSchema,
    titleZh: words,
    titleEn: words,
    hint: z.strictObject(label).nullable().default(null),
    ask: questionSchema.nullable().default(null),
    action: z.enum(STEP_ACTIONS).nullable().default(null),
    requires: z.array(enumOf<CaseField>(CASE_FIELDS)).default([]),
    templateIds: z.array(fileIdSchema).default([]),
    slots: z.array(slotSchema).default([]),
    timers: z
      .array(z.strictObject({ on: z.enum(['done', 'copied', 'answered']), is: z.array(fileIdSchema).min(1).nullable().default(null), event: eventSchema }))
      .default([]),
    promise: z.strictObject({ ...label, due: dueSchema }).nullable().default(null),
    tasks: z.array(z.strictObject({ for: enumOf<TaskOwner>(TASK_OWNERS), ...label })).default([]),
    warnings: z.array(z.strictObject({ when: conditionSchema.nullable().default(null), ...label })).default([]),
    suggest: z.strictObject({ status: statusSchema, ...label, due: dueSchema }).nullable().default(null),
    when: conditionSchema.nullable().default(null),
    doneWhen: conditionSchema.optional(),
  })
  .transform(({ doneWhen, ...step }): PlaybookStep => ({ ...step, doneWhen: doneWhen ?? doneByDefault(step.ask) })))

/** A question is done with its answer, anything else when its template was copied or it is ticked. */
const doneByDefault = (ask: Question | null): Condition => (ask === null ? { copied: true } : { value: ask.id })

const WRAP_UP = { id: 'wrap-up', titleZh: '收尾', titleEn: 'Close politely' }

/** The last step of every playbook: its closing message. */
const wrapUp = (templateIds: readonly string[]): PlaybookStep => ({
  ...WRAP_UP, templateIds, hint: null, ask: null, action: null, requires: [], slots: [], timers: [], promise: null, tasks: [], warnings: [], suggest: null, when: null, doneWhen: { copied: true },
})

/** resources/playbooks/<kind>.yaml (P1). */
export const playbookFileSchema = z.lazy(() => z
  .strictObject({
    version: z.literal(1),
    kind: kindSchema,
    warnings: z.array(z.strictObject({ when: conditionSchema.nullable().default(null), ...label })).default([]),
    steps: z.array(stepSchema).min(1, 'a playbook needs at least one step').max(40, 'a playbook has at most forty steps'),
    memo: z.array(z.strictObject({ when: conditionSchema.nullable().default(null), zh: memoWords, en: memoWords })).default([]),
    closing: z.array(fileIdSchema).min(1, 'name the template of the closing message'),
  })
  .transform(({ kind, steps, warnings, memo, closing }): Playbook => ({ kind, warnings, memo, steps: [...steps, wrapUp(closing)] }))
  .superRefine(checkNames))

interface Report {
  addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void
}

/** Names that point nowhere inside the file. */
function checkNames(playbook: Playbook, context: Report): void {
  const questions = new Map<string, Question>()
  for (const { ask } of playbook.steps) if (ask !== null && !questions.has(ask.id)) questions.set(ask.id, ask)
  const issue = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message })
  const before = new Set<string>()
  const check = (condition: Condition | null, path: PropertyKey[], steps: ReadonlySet<string>): void => {
    if (condition === null) return
    const names = namesIn(condition)
    for (const name of names.values) if (!questions.has(name) && !Object.hasOwn(VALUE_FACTS, name)) issue(path, `no step asks "${name}", and it is no fact of a case`)
    for (const name of names.instants) if (!questions.has(name) && !Object.hasOwn(INSTANTS, name)) issue(path, `no step asks "${name}", and it is no time of a case`)
    for (const name of names.steps) if (!steps.has(name)) issue(path, `there is no step "${name}" before this one`)
    for (const [name, value] of comparisons(condition)) {
      const question = questions.get(name)
      if (question?.input === 'choice' && !question.choices.some((choice) => choice.value === value)) issue(path, `"${String(value)}" is no answer to "${name}"`)
    }
  }
  playbook.steps.forEach((step, index) => {
    const at = (field: string): PropertyKey[] => ['steps', index, field]
    if (before.has(step.id)) issue(at('id'), `"${step.id}" is used twice`)
    const same = step.ask === null ? undefined : questions.get(step.ask.id)
    if (same !== undefined && JSON.stringify(same) !== JSON.stringify(step.ask)) issue(at('ask'), `"${same.id}" is asked twice in different words`)
    check(step.when, at('when'), before)
    check(step.doneWhen, at('doneWhen'), before)
    step.warnings.forEach((warning, position) => check(warning.when, [...at('warnings'), position], before))
    step.timers.forEach((timer, position) => {
      const answers = step.ask?.choices.map((choice) => choice.value) ?? []
      if (timer.on === 'answered' && step.ask === null) issue([...at('timers'), position], 'this step asks nothing that could be answered')
      for (const value of timer.is ?? []) if (!answers.includes(value)) issue([...at('timers'), position], `"${value}" is no answer here`)
    })
    before.add(step.id)
  })
  playbook.warnings.forEach((warning, index) => check(warning.when, ['warnings', index], before))
  playbook.memo.forEach((line, index) => check(line.when, ['memo', index], before))
}

/** Every comparison of a value with one of a list. */
function comparisons(condition: Condition): [string, string | number][] {
  if ('value' in condition) return (condition.in ?? []).map((value) => [condition.value, value])
  const inner = 'any' in condition ? condition.any : 'all' in condition ? condition.all : 'not' in condition ? [condition.not] : []
  return inner.flatMap(comparisons)
}

