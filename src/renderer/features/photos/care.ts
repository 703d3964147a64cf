/** Care of photos (A4, A6): which part of the dialog is shown, and putting a photo into the bin and back. */
import { shallowRef } from 'vue'
import type { Photo } from '../../../contract/photos'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { t } from '../../i18n'
import { rpc, useSession } from '../../rpc'
import { openSoon } from '../../ui/dialogs'
import { showToast } from '../../ui/toasts'
import { archiveName } from './words'

export const CARE_TABS = ['bin', 'check', 'same', 'reading'] as const
export type CareTab = (typeof CARE_TABS)[number]
export const careTab = shallowRef<CareTab>('bin')

export function may(right: Right): boolean {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}

export async function openCare(tab: CareTab): Promise<void> {
  careTab.value = tab
  await openSoon(import('./PhotoCareDialog.vue'))
}

/** Asks why, in a dialog that says what speaks against it. */
export async function askToBin(photo: Photo): Promise<void> {
  await openSoon(import('./BinDialog.vue'), { photo })
}

/** Puts it into the bin; Ctrl+Z and the notice take it back. */
export async function binPhoto(photo: Photo, reason: string): Promise<void> {
  await rpc.photoCare.bin({ linkId: photo.linkId, reason })
  showToast({
    tone: 'ok',
    title: t('photoCare.bin.done'),
    text: archiveName(photo),
    undo: {
      label: t('photoCare.bin.undo'),
      run: async () => {
        await restore(photo)
      },
    },
  })
}

export async function restore(photo: Photo): Promise<void> {
  const back = await rpc.photoCare.restore({ linkId: photo.linkId })
  showToast({ tone: 'ok', title: t('photoCare.bin.undone'), text: t('photoCare.bin.restored', { place: back.archivedAs }) })
}

/** Reads a photo's text now (A7), whether reading is on or not, and says how it went. */
export async function readText(photo: Photo): Promise<void> {
  const { words } = await rpc.reading.photo({ linkId: photo.linkId })
  const [first] = words.split('\n')
  showToast(words === '' ? { tone: 'info', title: t('reading.facts.none') } : { tone: 'ok', title: t('reading.facts.title'), text: first ?? '' })
}
