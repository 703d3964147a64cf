/** Copying from the floating replies (T3): checked as everywhere, pasted by the shell where it may, logged as copied. */
import { copyableText } from '../../../../domain/template/render'
import { pick, t } from '../../../i18n'
import { bridge, useActiveCase, useCoach, useReplyPicture } from '../../../rpc'
import { showToast, trackChange } from '../../../ui/toasts'
import { useTemplates } from '../template-store'
import { logCopied, prepareCopy, type PreparedReply } from '../use-template'
import { useFloat } from './float-store'
import { looseRefusal } from './loose-check'

/** `open`: something has to be filled in first; `stays`: it was not copied, or something has to be read, and the window says what. */
export type Outcome = 'delivered' | 'open' | 'stays'

let busy = false

type Loose = { readonly outcome: 'loose'; readonly text: string; readonly templateId: string; readonly imageId: string | null } | { readonly outcome: 'open' | 'none' }

/** The same for a template without a case: only what is typed in can fill it. */
async function prepareLoose(templateId: string): Promise<Loose> {
  const store = useTemplates()
  await store.load()
  const template = store.byId.get(templateId)
  if (!template) return { outcome: 'none' }
  const text = copyableText(store.render(template, {}))
  if (text === null) {
    store.refusedId = templateId
    return { outcome: 'open' }
  }
  store.refusedId = null
  const coach = useCoach()
  if (coach.policy === null) await coach.load()
  // without the policy nothing can be checked, and what is not checked is not copied
  if (coach.policy === null) return { outcome: 'none' }
  const refused = looseRefusal(text, coach.policy)
  if (refused === null) return { outcome: 'loose', text, templateId, imageId: template.imageId }
  showToast({ tone: 'error', title: t('coach.refused'), text: t('coach.refusedText', { words: text.slice(refused.from, refused.to), reason: pick(refused.reason) }) })
  return { outcome: 'none' }
}

/** Copies a filled template; pastes it when `paste` and the system allow. Never more than one at a time. */
export async function deliver(templateId: string, paste: boolean): Promise<Outcome> {
  if (busy) return 'stays'
  busy = true
  try {
    const ready = useActiveCase().id === null ? await prepareLoose(templateId) : await prepareCopy(templateId)
    if (ready.outcome === 'ready' || ready.outcome === 'loose') return await handOver(ready, paste)
    return ready.outcome === 'open' ? 'open' : 'stays'
  } finally {
    busy = false
  }
}

async function handOver(ready: PreparedReply | Extract<Loose, { outcome: 'loose' }>, paste: boolean): Promise<Outcome> {
  const expected = paste && useFloat().aim === 'paste'
  const { into, pasted } = await bridge.deliverReply({ text: ready.text, paste: expected })
  let calm = true
  // a reply in parts goes on: the next Enter takes the next one (T1)
  if (ready.outcome === 'ready') calm = (await trackChange(logCopied(ready, { pastedInto: pasted ? into : null }))) && ready.now.isLast
  else {
    useTemplates().countUse(ready.templateId)
    useReplyPicture().offer(ready.imageId === null ? null : { caseId: null, templateId: ready.templateId, photoId: ready.imageId })
    showToast({ tone: 'info', title: t('float.notLoggedHere'), text: t('float.notLoggedHereHint') })
  }
  if (expected && !pasted) {
    showToast({ tone: 'warning', title: t('float.notPasted', { window: into ?? '' }), text: t('float.notPastedHint') })
    calm = false
  }
  // its picture is the next thing to paste (T5)
  if (calm && useReplyPicture().waiting === null) return 'delivered'
  // the window is hidden by now, and there is something to read or to go on with
  useFloat().keepPlace()
  await bridge.showFloat()
  return 'stays'
}

/** Copies the picture of the reply that went out just now, and pastes it when `paste` and the system allow (T5). */
export async function deliverPicture(paste: boolean): Promise<void> {
  const pictures = useReplyPicture()
  const one = pictures.waiting
  if (busy || one === null) return
  busy = true
  try {
    const expected = paste && useFloat().aim === 'paste'
    const delivery = await bridge.deliverPicture({ photoId: one.photoId, paste: expected })
    pictures.offer(null)
    if (delivery === null) {
      pictures.tellMissing()
      return
    }
    let calm = await trackChange(pictures.log(one))
    if (expected && !delivery.pasted) {
      showToast({ tone: 'warning', title: t('float.notPasted', { window: delivery.into ?? '' }), text: t('float.notPastedPictureHint') })
      calm = false
    }
    if (calm) return
    useFloat().keepPlace()
    await bridge.showFloat()
  } finally {
    busy = false
  }
}
