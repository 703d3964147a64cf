import { DAY, HOUR, MINUTE, SECOND } from '../clock/duration'
import type { DueTime } from '../playbook/due'
import type { ReplyActions } from './template'

const two = (value: number): string => String(value).padStart(2, '0')

/** A due time as people write it in files: `24h`, `1d12h`, `1d@10:00` (T4). What is less than a second is cut off. */
export function dueText(due: DueTime): string {
  if ('days' in due) return `${due.days}d@${two(Math.floor(due.minute / 60))}:${two(due.minute % 60)}`
  let left = due.afterMs
  let text = ''
  for (const [unit, ms] of [['d', DAY], ['h', HOUR], ['m', MINUTE], ['s', SECOND]] as const) {
    const count = Math.floor(left / ms)
    left -= count * ms
    if (count > 0) text += `${count}${unit}`
  }
  return text === '' ? '0s' : text
}

/** What a template does besides, as people write it in a file and as it is stored (T4). */
export interface WrittenActions {
  readonly status: { readonly status: string; readonly zh: string; readonly en: string; readonly due: string } | null
  readonly memo: { readonly zh: string; readonly en: string } | null
  readonly events: readonly string[]
  readonly promise: { readonly zh: string; readonly en: string; readonly due: string } | null
}

/** The written form of what a template does besides. */
export function writtenActions(actions: ReplyActions): WrittenActions {
  const { status, memo, events, promise } = actions
  return {
    status: status === null ? null : { status: status.status, zh: status.zh, en: status.en, due: dueText(status.due) },
    memo: memo === null ? null : { zh: memo.zh, en: memo.en },
    events: [...events],
    promise: promise === null ? null : { zh: promise.zh, en: promise.en, due: dueText(promise.due) },
  }
}
