import { t } from '../i18n'
import { showToast } from '../ui/toasts'
import { bridge } from './bridge'
import { toUserError } from './errors'

/** Says that a file was written, with a way to it. `rows`: how much stands in it. */
export function tellSaved(path: string, { file = path, rows }: { readonly file?: string; readonly rows?: number } = {}): void {
  showToast({
    tone: 'ok',
    title: t('registers.exported', { file: file.split(/[\\/]/).at(-1) ?? file }),
    ...(rows === undefined ? {} : { text: t('registers.exportedRows', { n: rows }) }),
    action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) },
  })
}

/** Says what an error means. */
export function tellFailure(thrown: unknown): void {
  const { what, safe, todo } = toUserError(thrown)
  showToast({ tone: 'error', title: what, text: [safe, todo].filter(Boolean).join(' ') })
}

/** Asks where to, lets `write` write there and says so; what goes wrong is said too. Resolves to the path, null where nothing was written. */
export async function saveFile(defaultName: string, write: (path: string) => Promise<{ readonly file: string; readonly rows?: number }>): Promise<string | null> {
  const path = await bridge.saveAs(defaultName)
  if (path === null) return null
  try {
    tellSaved(path, await write(path))
    return path
  } catch (thrown) {
    tellFailure(thrown)
    return null
  }
}
