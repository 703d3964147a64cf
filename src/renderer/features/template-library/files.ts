/** Templates into files (T5). Coming in they go through the import like every other file. */
import { locale, t } from '../../i18n'
import { bridge, rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'

export const EXPORT_FORMATS = ['csv', 'xlsx', 'json', 'yml'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export const EXPORT_SCOPES = ['team', 'personal', 'everything'] as const
export type ExportScope = (typeof EXPORT_SCOPES)[number]

/** Asks where to, writes, and says so with a way to the file. */
export async function exportLibrary(scope: ExportScope, format: ExportFormat): Promise<void> {
  const path = await bridge.saveAs(`${t('templateLibrary.exportName')}.${format}`)
  if (path === null) return
  const done = await rpc.templateLibrary.export({ path, scope, locale: locale.value === 'en' ? 'en' : 'zh' })
  showToast({ tone: 'ok', title: t('templateLibrary.exported', { n: done.rows }), text: done.file.split(/[\\/]/).at(-1) ?? done.file, action: { label: t('templateLibrary.showInFolder'), run: () => void bridge.showInFolder(path) } })
}
