import { locale, t } from '../../i18n'
import { bridge, rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** Asks where to save and writes the appeal pack there (A8): a ZIP, and the form as PDF beside it. Phones are masked unless `whole` (R7). */
export async function savePack(appealId: string, whole = false): Promise<void> {
  const { appeal } = await rpc.appeals.record({ id: appealId })
  const { appealNo } = appeal
  const path = await bridge.saveAs(t('appeals.pack.file', { appealNo }))
  if (path === null) return
  // pictures are made smaller and the form is laid out: with many photos that takes a moment
  showToast({ tone: 'info', title: t('appeals.pack.making', { appealNo }) })
  const pack = await rpc.appeals.pack({ id: appealId, path, language: locale.value === 'en' ? 'en' : 'zh', whole })
  const lost = pack.missing.filter((one) => one !== 'pdf')
  showToast({
    tone: pack.missing.length > 0 ? 'warning' : 'ok',
    title: t('appeals.pack.made', { appealNo, n: pack.entries.length }),
    text: lost.length > 0 ? t('appeals.pack.lost', { list: lost.join('、') }) : pack.pdf === null ? t('appeals.pack.noPdf') : t('appeals.pack.both'),
    action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) },
  })
}
