/**
 * What a reply does besides being copied (T4), for every feature that copies one: shown before it is done, each thing can be left out for
 * this once, and what is shown is what is sent.
 */
import { defineStore } from 'pinia'
import { computed, reactive, watch } from 'vue'
import type { CaseDetail } from '../../contract/cases'
import type { ReplyDoes } from '../../contract/replies'
import type { Template } from '../../contract/templates'
import { explainRefusal, STATUSES } from '../../domain/case/status'
import { RECORDABLE_LABELS } from '../../domain/clock/recordable'
import { composeLine } from '../../domain/memo/memo'
import { dueAt } from '../../domain/playbook/due'
import { replyLanguage } from '../../domain/reply/language'
import { refusedMove } from '../../domain/reply/move'
import { pick, t } from '../i18n'
import { formatMoment } from '../ui/format'
import { useActiveCase } from './active-case'
import { promiseOfReply, zoneOf } from './step-promise'

export type ReplyDeed = 'status' | 'memo' | 'events' | 'promise'
export interface DeedLine {
  readonly deed: ReplyDeed
  readonly words: string
  readonly on: boolean
}
export interface ReplyPlan {
  readonly does: ReplyDoes | null
  /** What the playbook's step promises with this reply (P2). */
  readonly promise: { readonly words: string; readonly dueAt: number; readonly stepId: string } | null
  readonly lines: readonly DeedLine[]
  /** Why the status may not be set, in words; null when it may or is left out. */
  readonly refused: string | null
}
type Actions = Template['actions']
/** What a plan is made for: a template, or a text that began with one. `values` fill the line of the memo. */
export interface Planned {
  readonly templateId: string | null
  readonly actions: Actions
  readonly values: Readonly<Record<string, string | undefined>>
}

const NOTHING: ReplyPlan = { does: null, promise: null, lines: [], refused: null }

export const useReplyPlan = defineStore('reply-plan', () => {
  const active = useActiveCase()
  /** What is left out for this once, as `template deed`. */
  const leftOut = reactive(new Set<string>())
  watch(() => active.id, () => leftOut.clear())

  const keyOf = (templateId: string | null, deed: ReplyDeed): string => `${templateId ?? ''} ${deed}`
  const isOn = (templateId: string | null, deed: ReplyDeed): boolean => !leftOut.has(keyOf(templateId, deed))
  function toggle(templateId: string | null, deed: ReplyDeed): void {
    const key = keyOf(templateId, deed)
    if (!leftOut.delete(key)) leftOut.add(key)
  }
  /** After a copy everything is done again the next time. */
  function reset(templateId: string | null): void {
    for (const deed of ['status', 'memo', 'events', 'promise'] as const) leftOut.delete(keyOf(templateId, deed))
  }

  /** What a reply of the active case would do now. `now` in epoch ms. */
  function plan(planned: Planned, now: number): ReplyPlan {
    const found = active.current
    return found === null ? NOTHING : planFor(found, planned, now, (deed) => isOn(planned.templateId, deed))
  }
  return { plan, toggle, reset, anyLeftOut: computed(() => leftOut.size > 0) }
})

function planFor(found: CaseDetail, { templateId, actions, values }: Planned, now: number, isOn: (deed: ReplyDeed) => boolean): ReplyPlan {
  const zone = zoneOf(found.shopId)
  const moment = (at: number): string => formatMoment(at, now, zone)
  const lines: DeedLine[] = []
  const add = (deed: ReplyDeed, words: string): boolean => {
    lines.push({ deed, words, on: isOn(deed) })
    return isOn(deed)
  }
  const step = promiseOfReply(found, templateId, now, zone)
  const status = actions?.status ?? null
  const statusAt = status === null ? 0 : dueAt(status.due, now, zone)
  const hasStatus = status !== null && add('status', t('replies.status', { status: pick(STATUSES[status.status]), time: moment(statusAt) }))
  const memo = actions?.memo == null ? '' : composeLine(actions.memo[replyLanguage(found.platform, found.currency)], values).text
  const hasMemo = memo !== '' && add('memo', t('replies.memo', { words: memo }))
  const events = actions?.events ?? []
  const hasEvents = events.length > 0 && add('events', t('replies.event', { words: events.map((event) => (Object.hasOwn(RECORDABLE_LABELS, event) ? pick(RECORDABLE_LABELS[event as keyof typeof RECORDABLE_LABELS]) : event)).join(' · ') }))
  // a step that proposes a promise has it made once, by whichever of its replies
  const byStep = templateId !== null && found.step?.promise != null && found.step.templateIds.includes(templateId)
  const own = byStep || actions?.promise == null ? null : { words: pick(actions.promise), dueAt: dueAt(actions.promise.due, now, zone) }
  const promised = step ?? own
  const hasPromise = promised !== null && add('promise', t('replies.promise', { words: promised.words, time: moment(promised.dueAt) }))

  const reasons = hasStatus ? refusedMove({ ...found, amountCents: found.agreedCents }, status.status, pick(status), statusAt) : []
  const does: ReplyDoes = {
    status: hasStatus ? { status: status.status, nextAction: pick(status), nextActionAt: statusAt } : null,
    memo: hasMemo ? memo : null,
    events: hasEvents ? [...events] : [],
    promise: hasPromise ? own : null,
  }
  return { does: actions === null ? null : does, promise: hasPromise ? step : null, lines, refused: reasons.length === 0 ? null : reasons.map((reason) => pick(explainRefusal(reason))).join(' ') }
}
