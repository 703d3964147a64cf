import { useSession, useWorkspace } from '../../rpc'
import { clipboardAnswers } from './clipboard'
import { registerCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** the parcels of these cases and claims; nothing given: the active case */
    'courier.desk': { caseIds?: readonly string[]; claimIds?: readonly string[]; answers?: boolean }
  }
}

const ready = (): boolean => useSession().phase === 'ready'

async function open(given: { caseIds: readonly string[]; claimIds: readonly string[]; answers: boolean }): Promise<void> {
  await openSoon(import('./CourierDeskDialog.vue'), given)
}

/** The courier desk (P11): no pane of its own, a dialog from any case, claim or the palette. */
registerCommand({
  id: 'courier.desk',
  titleKey: 'desk.commands.courier',
  group: 'case',
  keys: ['U'],
  aliases: ['kdt', 'ck', 'courier'],
  when: ready,
  // the courier's answer was copied: that is what the desk was opened for
  run: async (arg) => {
    const active = useWorkspace().activeCaseId
    const given = arg !== undefined && (arg.caseIds !== undefined || arg.claimIds !== undefined)
    return open({ caseIds: arg?.caseIds ?? (given || active === null ? [] : [active]), claimIds: arg?.claimIds ?? [], answers: arg?.answers ?? (given ? false : (await clipboardAnswers()) !== null) })
  },
})
registerCommand({ id: 'courier.waiting', titleKey: 'desk.commands.courierAll', group: 'case', keys: ['Shift+U'], aliases: ['dkd'], when: ready, run: () => open({ caseIds: [], claimIds: [], answers: false }) })
