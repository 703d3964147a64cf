/** What a person does with the step in front (P1): answer, wait as suggested, open what it names. */
import type { StepView } from '../../../contract/playbook'
import { DAY } from '../../../domain/clock/duration'
import { fromLocal, localMidnight, toLocal } from '../../../domain/clock/zone'
import { dueAt } from '../../../domain/playbook/due'
import { pick, t } from '../../i18n'
import { errorCode, rpc } from '../../rpc'
import { runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { formatDate, formatMoment } from '../../ui/format'
import { showToast } from '../../ui/toasts'
import { moveCase, newKey } from './actions'
import { useDesk } from './desk'
import { statusWord } from './words'

export type Question = NonNullable<StepView['question']>
export type StepAction = NonNullable<StepView['action']>

/** The words of an answer; null while there is none. */
export function answerWord(question: Question, zone: string): string | null {
  const { answer } = question
  if (answer === null) return null
  if (typeof answer === 'number') return formatDate(answer, zone)
  const choice = question.choices.find((one) => one.value === answer)
  return choice ? pick(choice) : answer
}

/** Answers a question of the active case; a correction can be taken back. */
export async function answer(question: Question, value: string | number): Promise<void> {
  const desk = useDesk()
  const before = question.answer
  if (before === value) return
  const send = (given: string | number) => (id: string) => rpc.cases.answer({ id, question: question.id, value: given, key: newKey() })
  const word = answerWord({ ...question, answer: value }, desk.zone) ?? ''
  await desk.changeWithUndo(t('policies.step.answered', { question: pick(question), answer: word }), send(value), () => (before === null ? null : send(before)))
}

/** The question that keys answer: that of the step in front. */
export function questionInFront(): Question | null {
  return useDesk().detail?.step?.question ?? null
}

export interface KeyedAnswer {
  readonly value: string | number
  readonly words: string
}

const DAYS = ['today', 'yesterday', 'dayBefore'] as const

/** The answers that keys give, in their order: the choices, or for a day the last three, by the shop's midnight. */
export function keyedAnswers(question: Question, zone: string): readonly KeyedAnswer[] {
  if (question.input === 'choice') return question.choices.map((choice) => ({ value: choice.value, words: pick(choice) }))
  const today = localMidnight(toLocal(zone, Date.now()))
  return DAYS.map((day, ago) => ({ value: fromLocal(zone, today - ago * DAY), words: t(`policies.step.days.${day}`) }))
}

/** Answers with the choice of that number, from 1. */
export async function answerByNumber(number: number): Promise<void> {
  const question = questionInFront()
  const chosen = question === null ? undefined : keyedAnswers(question, useDesk().zone)[number - 1]
  if (question !== null && chosen !== undefined) await answer(question, chosen.value)
}

/** Moves the case to the status that the step suggests, with its next action and when. */
export async function applySuggested(): Promise<void> {
  const desk = useDesk()
  const suggested = desk.detail?.step?.suggested
  if (!suggested) return
  const nextAction = pick(suggested)
  const nextActionAt = dueAt(suggested.due, Date.now(), desk.zone)
  try {
    await moveCase({ status: suggested.status, nextAction, nextActionAt, reason: null, fields: {} })
  } catch (error) {
    // Something is still asked for: the dialog shows what, with the suggestion filled in.
    if (errorCode(error) !== 'REQUIRED_FIELDS_MISSING') throw error
    await openSoon(import('./StatusDialog.vue'), { initial: suggested.status, title: 'case.status.title', suggestion: { nextAction, nextActionAt } })
  }
}

/** "Waiting for courier · call again · 10:21". */
export function suggestedWords(suggested: NonNullable<StepView['suggested']>, now: number, zone: string): string {
  return t('policies.step.suggest', { status: statusWord(suggested.status), words: pick(suggested), time: formatMoment(dueAt(suggested.due, now, zone), now, zone) })
}

export async function runAction(action: StepAction): Promise<void> {
  const caseId = useDesk().detail?.id
  if (caseId === undefined) return
  if (action === 'claim') await runCommand('claim.fromCase')
  else if (action === 'wrong-shipment') await runCommand('wrongShipment.fromCase')
  else await openSoon(import('./OutOfAreaDialog.vue'))
}

/** Notes that a courier does not deliver to an area (P3); empty: as the order tells. */
export async function noteOutOfArea(courierId: string | null, area: string, courierName: string): Promise<void> {
  const desk = useDesk()
  const after = await desk.change((id) => rpc.cases.addOutOfArea({ id, courierId, area: area.trim() || null, key: newKey() }))
  const noted = after?.timeline.findLast((event) => event.type === 'out-of-area')?.text ?? area
  showToast({ tone: 'ok', title: t('policies.area.done', { courier: courierName, area: noted }) })
  if (after?.step?.action === 'out-of-area') await desk.change((id) => rpc.cases.tickStep({ id, stepId: after.step?.stepId ?? '', key: newKey() }))
}

/** Brings the keyboard to what the step still asks for. */
export function focusStep(part: 'fields' | 'answer'): void {
  const card = document.querySelector('[data-testid="case-next-step"]')
  const selector = part === 'fields' ? '.missing input, .missing [role="combobox"], .missing textarea' : '[data-choice], .question input'
  card?.querySelector<HTMLElement>(selector)?.focus()
}
