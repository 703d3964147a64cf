/** The coach at the reply box (P8): what is wrong with the reply as it stands, and its better wording on one key. */
import { nextTick } from 'vue'
import { takeBetter, type Finding } from '../../../domain/coach/lint'
import { t } from '../../i18n'
import { useCoach, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { showToast } from '../../ui/toasts'
import { useDesk } from './desk'
import { replyHandle } from './handle'

/** What stands in the way comes first, then as it is read. */
export const byWeight = (findings: readonly Finding[]): Finding[] => [...findings].sort((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block') || a.from - b.from)

/** The finding whose better wording the key takes; undefined when none has any. */
export const nextBetter = (findings: readonly Finding[]): Finding | undefined => byWeight(findings).find((one) => one.better !== null)

/** Findings of the reply being written; none while a note is. */
export function draftFindings(): Finding[] {
  const { draft, detail } = useDesk()
  return draft.mode === 'note' || draft.reply === '' ? [] : useCoach().check(draft.reply, detail)
}

/** Puts the better words of a finding into the reply, and the cursor behind them or into the blank that they bring. */
export async function applyBetter(finding: Finding): Promise<void> {
  const { draft } = useDesk()
  const taken = takeBetter(draft.reply, finding)
  if (taken === null) return
  draft.reply = taken.text
  await nextTick()
  const blank = /\{\{[^{}]*\}\}/.exec(taken.text.slice(finding.from, taken.cursor))
  if (blank === null) replyHandle.select?.(taken.cursor, taken.cursor)
  else replyHandle.select?.(finding.from + blank.index, finding.from + blank.index + blank[0].length)
}

export function registerCoachCommands(): void {
  const hasCase = (): boolean => useSession().phase === 'ready' && useWorkspace().activeCaseId !== null
  registerCommand({
    id: 'reply.better',
    titleKey: 'coach.commands.better',
    group: 'reply',
    keys: ['Alt+W'],
    aliases: ['ghsf', 'better'],
    when: hasCase,
    run: async () => {
      const next = nextBetter(draftFindings())
      if (next === undefined) showToast({ tone: 'info', title: t('coach.nothing') })
      else await applyBetter(next)
    },
  })
  registerCommand({
    id: 'reply.coach',
    titleKey: 'coach.commands.coach',
    group: 'reply',
    keys: ['Alt+C'],
    aliases: ['gtjl', 'coach'],
    when: hasCase,
    run: async () => {
      if (!replyHandle.coach) await runCommand('go.case')
      replyHandle.coach?.()
    },
  })
}
