/** What the main window does for the region screenshot (A2): files what was taken, says where it will go, and keeps its settings. */
import { shallowRef } from 'vue'
import type { CaptureSettings, CaptureState } from '../../contract/native'
import { screenshotPlace, fileScreenshots } from '../features/photos'
import { t } from '../i18n'
import { afterFirstRows, bridge, useSession } from '../rpc'
import { runCommand } from '../ui/commands'
import { showToast } from '../ui/toasts'
import { locked } from './lock'

/** Settings of this PC; null until they were asked for. */
export const captureState = shallowRef<CaptureState | null>(null)

export async function readCapture(): Promise<void> {
  captureState.value = await bridge.getCapture()
}

export async function changeCapture(change: Partial<CaptureSettings>): Promise<void> {
  captureState.value = await bridge.setCapture(change)
}

/** Call once. Nothing is filed while the window is locked or nobody is signed in (R3). */
export function followCapture(): void {
  const session = useSession()
  const mayFile = (): boolean => session.phase === 'ready' && !locked.value
  // one that was taken while there was no window
  afterFirstRows(() => fileScreenshots(mayFile))
  bridge.onEvent((event) => {
    if (event.type === 'capture-started') void screenshotPlace(mayFile()).then((place) => bridge.captureTarget(place))
    else if (event.type === 'screenshot-taken') void fileScreenshots(mayFile)
    else if (event.type === 'screenshot-copied') {
      if (event.copied) showToast({ tone: 'ok', title: t('capture.copied'), text: t('capture.copiedText') })
      else showToast({ tone: 'error', title: t('capture.notCopied'), text: t('capture.notCopiedText') })
    } else if (event.type === 'capture-failed') {
      const title = t(`capture.failed.${event.why}.what`)
      const text = t(`capture.failed.${event.why}.todo`)
      showToast({ tone: 'error', title, text })
      void bridge.tellScreenshot({ title, text })
    } else if (event.type === 'shortcut-taken' && event.of === 'capture') {
      showToast({
        tone: 'warning',
        title: t('capture.shortcutTaken.title', { keys: event.shortcut }),
        text: t('capture.shortcutTaken.text'),
        action: { label: t('capture.shortcutTaken.action'), run: () => void runCommand('app.settings') },
      })
    }
  })
}
