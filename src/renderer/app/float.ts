/** What the main window does for the floating replies (T3): says which case is on screen, opens them, and keeps their settings. */
import { shallowRef, watch } from 'vue'
import type { FloatSettings, FloatState } from '../../contract/native'
import { t } from '../i18n'
import { bridge, useSession, useWorkspace } from '../rpc'
import { registerCommand, runCommand } from '../ui/commands'
import { showToast } from '../ui/toasts'
import { locked } from './lock'

/** Settings of this PC; null until they were asked for. */
export const floatState = shallowRef<FloatState | null>(null)

export async function readFloat(): Promise<void> {
  floatState.value = await bridge.getFloat()
}

export async function changeFloat(change: Partial<FloatSettings>): Promise<void> {
  floatState.value = await bridge.setFloat(change)
}

/** Call once. A window that is locked shows no case, so the floating window shows none either (R3). */
export function followFloat(): void {
  const session = useSession()
  const workspace = useWorkspace()
  watch(
    () => (session.phase === 'ready' && !locked.value ? workspace.activeCaseId : null),
    (id) => void bridge.reportCase(id),
    { immediate: true },
  )
  // signing in or out without a case on screen is news too
  watch(() => session.me?.id, () => void bridge.reportCase(session.phase === 'ready' && !locked.value ? workspace.activeCaseId : null))
  registerCommand({
    id: 'float.open',
    titleKey: 'float.command',
    group: 'reply',
    aliases: ['hsfc', 'fc', 'floating'],
    when: () => session.phase === 'ready',
    run: () => bridge.showFloat(),
  })
  bridge.onEvent((event) => {
    if (event.type !== 'shortcut-taken' || event.of !== 'float') return
    showToast({
      tone: 'warning',
      title: t('float.shortcutTaken.title', { keys: event.shortcut }),
      text: t('float.shortcutTaken.text'),
      action: { label: t('float.shortcutTaken.action'), run: () => void runCommand('app.settings') },
    })
  })
}
