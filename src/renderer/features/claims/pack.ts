import { locale, t } from '../../i18n'
import { bridge, rpc } from '../../rpc'
import { showToast } from '../../ui/toasts'

/** Asks where to save and writes the claim pack there (L3): a ZIP, and the form as PDF beside it. */
export async function savePack(claimId: string): Promise<void> {
  const claim = await rpc.claims.get({ id: claimId })
  const path = await bridge.saveAs(t('claims.pack.file', { claimNo: claim.claimNo }))
  if (path === null) return
  // pictures are made smaller and the form is laid out: with many photos that takes a moment
  showToast({ tone: 'info', title: t('claims.pack.making', { claimNo: claim.claimNo }) })
  const language = locale.value === 'en' ? 'en' : 'zh'
  const pack = await rpc.claims.pack({ id: claimId, path, language })
  const lost = pack.missing.filter((one) => one !== 'pdf')
  showToast({
    tone: pack.missing.length > 0 ? 'warning' : 'ok',
    title: t('claims.pack.made', { claimNo: claim.claimNo, n: pack.entries.length }),
    text: lost.length > 0 ? t('claims.pack.lost', { list: lost.join('、') }) : pack.pdf === null ? t('claims.pack.noPdf') : t('claims.pack.both'),
    action: { label: t('registers.showInFolder'), run: () => void bridge.showInFolder(path) },
  })
}
