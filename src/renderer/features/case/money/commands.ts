import { nextTick } from 'vue'
import type { MessageKey } from '../../../i18n'
import { useSession, useWorkspace } from '../../../rpc'
import { registerCommand, runCommand } from '../../../ui/commands'
import { openSoon } from '../../../ui/dialogs'
import { useDesk } from '../desk'
import { useCaseMoney } from './case-money'
import { mayAsk } from './payout-actions'
import { keepPromise } from './promise-actions'

const hasCase = (): boolean => useSession().phase === 'ready' && useWorkspace().activeCaseId !== null

/** The case's money: the tab, and there the amount. */
async function goToPayout(): Promise<void> {
  await runCommand('go.case')
  const desk = useDesk()
  desk.tab = 'money'
  await useCaseMoney().load()
  await nextTick()
  document.querySelector<HTMLElement>('[data-testid="payout-amount"]')?.focus()
}

/** What is in the reply box is what is being promised, as long as it is short enough to be one promise. */
async function promise(): Promise<void> {
  const { detail, draft } = useDesk()
  if (detail === null) return
  const reply = draft.reply.trim()
  const given = reply.length > 0 && reply.length <= 200 ? reply : ''
  await openSoon(import('./PromiseDialog.vue'), { caseId: detail.id, given, source: given === '' ? 'hand' : 'reply' })
}

/** Commands of money and promises; each also stands in the case's menu and in the palette. */
export function registerMoneyCommands(): void {
  const add = (id: string, titleKey: MessageKey, keys: string, aliases: string, run: () => void | Promise<void>, when: () => boolean = hasCase): void => {
    registerCommand({ id, titleKey, group: 'case', keys: keys === '' ? [] : [keys], aliases: aliases.split(' '), when, run })
  }
  add('case.payout', 'money.commands.payout', 'Shift+M', 'bc dk pay', goToPayout, () => hasCase() && mayAsk())
  add('case.freight', 'money.commands.freight', 'Y', 'yf freight', async () => {
    const found = useDesk().detail
    if (found !== null) await openSoon(import('./FreightDialog.vue'), { found })
  })
  add('case.calculators', 'money.commands.calculators', '=', 'jsq js calc', async () => {
    const found = useDesk().detail
    if (found !== null) await openSoon(import('./CalculatorsDialog.vue'), { found, initial: found.kind === 'exchange' ? 'advance' : 'partial' })
  })
  add('case.promise', 'money.commands.promise', 'O', 'cn promise', promise)
  add('case.promise-kept', 'money.commands.keepPromise', 'Shift+O', 'cndx', async () => {
    const open = useCaseMoney().promises.find((one) => one.state === 'open')
    if (open !== undefined) await keepPromise(open)
  }, () => hasCase() && useCaseMoney().promises.some((one) => one.state === 'open'))
}
