import { fit } from '../../../domain/memo/fit'
import { t, type MessageKey } from '../../i18n'
import { rpc, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand, type CommandGroup } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'
import { copyWithNotice, tickStep } from './actions'
import { registerCoachCommands } from './coach'
import { useDesk, type ReplySource } from './desk'
import { focusReply, replyHandle } from './handle'
import { registerMoneyCommands } from './money/commands'
import { answerByNumber, applySuggested, focusStep, keyedAnswers, questionInFront, runAction } from './playbook'
import { primaryOf } from './primary'
import { copyGiven, insertReply, sendDraft } from './reply'
import { makeStepPromise } from './step-promise'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** shows a case in every pane and goes there */
    'case.open': { caseId: string }
    /** begins a new case, from the given words or from the clipboard */
    'case.new': { text: string }
    /** puts a rendered template into the reply at the cursor */
    'reply.insert': { text: string; templateId: string | null; actions?: ReplySource['actions']; values?: ReplySource['values']; imageId?: string | null }
    /** copies and logs the given text, or what is in the reply box */
    'reply.copy': { text: string; templateId: string | null }
  }
}

const ready = (): boolean => useSession().phase === 'ready'
const hasCase = (): boolean => ready() && useWorkspace().activeCaseId !== null

async function openStatus(status: string | null, title: MessageKey): Promise<void> {
  await onCase(() => openSoon(import('./StatusDialog.vue'), { initial: status, title }))
}

/** A key may be pressed before the case has been read: a dialog that opened without it would show nothing of it and save nothing. */
async function onCase(open: () => Promise<unknown>): Promise<void> {
  if ((await useDesk().whenRead()) !== null) await open()
}

/** What Enter does: the step's reply, else its tick; when all is done, resolving (ui.md "Next step first"). */
export async function doNextStep(): Promise<void> {
  const found = useDesk().detail
  if (found === null) return
  const { step } = found
  if (step === null) await openStatus(found.allowedStatuses.includes('resolved') ? 'resolved' : found.allowedStatuses.includes('reopened') ? 'reopened' : null, 'case.status.title')
  else {
    const primary = primaryOf(step, found)
    if (primary === 'action' && step.action !== null) await runAction(step.action)
    else if (primary === 'copy' && step.templateIds[0] !== undefined) await runCommand('templates.copy', { templateId: step.templateIds[0] })
    else if (primary === 'fields' || primary === 'answer') focusStep(primary)
    else await tickStep(step.stepId)
  }
}

/** Waiting again, or for the buyer when nobody else was chosen yet. */
function snoozeStatus(): string {
  const status = useDesk().detail?.status ?? ''
  return status.startsWith('waiting-') ? status : 'waiting-buyer'
}

async function writeIn(mode: 'reply' | 'note'): Promise<void> {
  if (!replyHandle.focus) await runCommand('go.case')
  useDesk().draft.mode = mode
  focusReply()
}

export function registerCaseCommands(): void {
  const add = (id: string, titleKey: MessageKey, keys: string, aliases: string, run: () => void | Promise<void>, group: CommandGroup = 'case'): void => {
    registerCommand({ id, titleKey, group, keys: keys === '' ? [] : [keys], aliases: aliases.split(' '), when: hasCase, run })
  }
  registerCommand({
    id: 'case.new',
    titleKey: 'case.commands.create',
    group: 'case',
    keys: ['Ctrl+N'],
    aliases: ['xj', 'jd', 'new'],
    when: ready,
    run: async (arg) => openSoon(import('./NewCaseDialog.vue'), { given: arg?.text ?? null }),
  })
  registerCommand({
    id: 'case.open',
    titleKey: 'case.commands.open',
    group: 'case',
    hidden: true,
    when: ready,
    run: async (arg) => {
      if (arg) useWorkspace().openCase(arg.caseId)
      await runCommand('go.case')
    },
  })
  add('case.next-step', 'case.commands.nextStep', 'Enter', 'xyb', doNextStep)
  add('case.step-done', 'case.commands.stepDone', 'D', 'bzwc', () => tickStep())
  add('case.status', 'case.commands.status', 'T', 'zt', () => openStatus(null, 'case.status.title'))
  add('case.resolve', 'case.commands.resolve', 'E', 'jd jj', () => openStatus('resolved', 'case.status.resolve'))
  add('case.snooze', 'case.commands.snooze', 'S', 'sh', () => openStatus(snoozeStatus(), 'case.status.snooze'))
  add('case.suggested', 'policies.caseCommands.suggested', 'Shift+S', 'ajydd', applySuggested)
  add('case.step-promise', 'policies.caseCommands.promise', 'Shift+R', 'djcn cn', makeStepPromise)
  add('case.out-of-area', 'policies.caseCommands.outOfArea', '', 'cq', () => runAction('out-of-area'))
  for (const number of ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const) {
    registerCommand({
      id: `case.answer.${number}`,
      titleKey: `policies.answerKeys.${number}`,
      group: 'case',
      keys: [`Alt+${number}`],
      hidden: true,
      when: () => {
        const question = hasCase() ? questionInFront() : null
        return question !== null && keyedAnswers(question, useDesk().zone).length >= Number(number)
      },
      run: () => answerByNumber(Number(number)),
    })
  }
  add('case.assign', 'case.commands.assign', 'A', 'zj', () => onCase(() => openSoon(import('./AssignDialog.vue'))))
  add('case.contact', 'desk.commands.contact', 'L', 'lxmj', () => onCase(() => openSoon(import('./ContactDialog.vue'), { caseId: useWorkspace().activeCaseId })))
  add('case.event', 'desk.commands.event', 'I', 'jys', () => onCase(() => openSoon(import('./EventDialog.vue'))))
  add('case.kind', 'case.commands.kind', '', 'lx', () => onCase(() => openSoon(import('./KindDialog.vue'))))
  add('case.edit-memo', 'case.commands.editMemo', 'F', 'bz qz', () => onCase(() => openSoon(import('./MemoDialog.vue'))))
  add('case.memo', 'case.commands.memo', 'M', 'fzbz', async () => {
    const found = await useDesk().whenRead()
    if (found === null) return
    const memo = found.memo ?? ''
    if (memo === '') {
      await runCommand('case.edit-memo')
      return
    }
    // the platform would cut it without a word: it is shown instead of copied (C6)
    const { limit } = await rpc.advice.memo({ caseId: found.id })
    if (fit(memo, limit).fits) await copyWithNotice(memo, t('case.memo.copied'))
    else {
      showToast({ tone: 'warning', title: t('money.memo.tooLong'), text: t('money.memo.tooLongText') })
      await runCommand('case.edit-memo')
    }
  })
  add('case.reply', 'case.commands.reply', 'R', 'hf', () => writeIn('reply'), 'reply')
  add('case.note', 'case.commands.note', 'N', 'bw', () => writeIn('note'), 'reply')
  registerMoneyCommands()
  registerCoachCommands()
  registerCommand({ id: 'reply.insert', titleKey: 'case.commands.insert', group: 'reply', hidden: true, when: hasCase, run: (arg) => arg && insertReply(arg.text, { templateId: arg.templateId, actions: arg.actions ?? null, values: arg.values ?? {}, imageId: arg.imageId ?? null }) })
  registerCommand({
    id: 'reply.copy',
    titleKey: 'case.commands.copy',
    group: 'reply',
    keys: ['Ctrl+Enter'],
    aliases: ['fzhf'],
    when: hasCase,
    run: (arg) => (arg ? copyGiven(arg.text, arg.templateId) : sendDraft()),
  })
}
