import { locale } from '../i18n'
import { bridge } from './bridge'
import { rpc } from './client'
import { tellSaved } from './save-file'

export type TableName = 'claims' | 'wrong-shipments' | 'reconciliation'

/**
 * Asks where to save, writes a register or the month's reconciliation there as XLSX or CSV, and says so with a way to the file
 * (section 14, R5). Resolves to the path, or null when the person gave up.
 */
export async function saveTable(what: TableName, defaultName: string, scope: { readonly month?: string | null; readonly courierId?: string | null } = {}): Promise<string | null> {
  const path = await bridge.saveAs(defaultName)
  if (path === null) return null
  const done = await rpc.exports.run({ what, path, month: scope.month ?? null, courierId: scope.courierId ?? null, locale: locale.value === 'en' ? 'en' : 'zh' })
  tellSaved(path, done)
  return path
}
