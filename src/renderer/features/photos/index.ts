import { Image } from 'lucide-vue-next'
import type { Photo } from '../../../contract/photos'
import { mayDo } from '../../../domain/identity/roles'
import { bridge, useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { useInbox } from './inbox'
import { inboxAsked, shownView } from './view'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** the clipboard's picture, or picked files, onto the active case; no slot: its next empty one */
    'photo.paste': { slot: string }
    'photo.pick': { slot: string }
    /** asks why and puts it into the bin */
    'photo.bin': { photo: Photo }
    /** reads a photo's text now (A7) */
    'photo.read': { photo: Photo }
    /** files a picture that another feature holds (C11: a screenshot of a new case); no slot: beside the slots */
    'photo.file': { name: string; bytes: Uint8Array; caseId: string; caseNo: string; slot: string | null }
    /** shows one of these photos large */
    'photo.view': { photos: readonly Photo[]; linkId: string }
  }
}

export const pane: PaneDefinition = {
  id: 'photos',
  titleKey: 'panes.photos.title',
  icon: Image,
  load: async () => (await import('./PhotosPane.vue')).default,
  badge: () => useInbox().count,
}

const ready = (): boolean => useSession().phase === 'ready'
const mayWrite = (): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, 'photo.write')
}

registerCommand({
  id: 'photo.paste',
  titleKey: 'photos.commands.paste',
  group: 'photo',
  keys: ['P'],
  aliases: ['zt', 'ztzp', 'paste'],
  when: ready,
  run: async (arg) => (await import('./actions')).pasteOrPick(arg?.slot),
})
registerCommand({
  id: 'photo.pick',
  titleKey: 'photos.commands.pick',
  group: 'photo',
  keys: ['Shift+P'],
  aliases: ['xzzp', 'tjzp', 'add photo'],
  when: ready,
  run: async (arg) => {
    const [{ pickPhotos }, { activeTarget }] = await Promise.all([import('./actions'), import('./filing')])
    await pickPhotos((count) => activeTarget(count, arg?.slot))
  },
})
registerCommand({
  id: 'photo.capture',
  titleKey: 'capture.command',
  group: 'photo',
  keys: ['Shift+X'],
  aliases: ['jt', 'jp', 'qyjt', '截图', 'screenshot', 'capture'],
  when: () => mayWrite(),
  run: () => bridge.captureRegion(),
})
registerCommand({
  id: 'photos.openInbox',
  titleKey: 'photos.commands.inbox',
  group: 'photo',
  keys: ['Shift+I'],
  aliases: ['sjx', 'inbox'],
  when: ready,
  run: async () => {
    shownView.value = 'inbox'
    inboxAsked.value = true
    await runCommand('go.photos')
  },
})
registerCommand({
  id: 'photo.view',
  titleKey: 'photos.commands.view',
  group: 'photo',
  hidden: true,
  when: ready,
  run: async (arg) => {
    if (arg) await (await import('./actions')).viewPhoto(() => arg.photos, arg.linkId)
  },
})
registerCommand({
  id: 'photo.bin',
  titleKey: 'photoCare.commands.bin',
  group: 'photo',
  hidden: true,
  when: () => mayWrite(),
  run: async (arg) => {
    if (arg) await (await import('./care')).askToBin(arg.photo)
  },
})
registerCommand({
  id: 'photo.read',
  titleKey: 'reading.commands.read',
  group: 'photo',
  hidden: true,
  when: () => mayWrite(),
  run: async (arg) => {
    if (arg) await (await import('./care')).readText(arg.photo)
  },
})
registerCommand({
  id: 'photo.file',
  titleKey: 'photos.commands.paste',
  group: 'photo',
  hidden: true,
  when: () => mayWrite(),
  run: async (arg) => {
    if (arg) await (await import('./actions')).fileBytes(arg)
  },
})
/** The bin is a key away; the others are beside it, and in the palette. */
const CARE = [
  { id: 'photos.openBin', titleKey: 'photoCare.commands.openBin', tab: 'bin', keys: ['Shift+B'], aliases: ['hsz', 'zphsz', 'bin', 'trash'] },
  { id: 'photos.openCheck', titleKey: 'photoCare.commands.openCheck', tab: 'check', keys: ['Shift+V'], aliases: ['jczp', 'jc', 'verify', 'repair'] },
  { id: 'photos.openReading', titleKey: 'reading.commands.open', tab: 'reading', keys: [], aliases: ['jtwz', 'ocr', 'text in pictures'] },
  { id: 'photos.openSame', titleKey: 'photoCare.commands.openSame', tab: 'same', keys: ['Shift+G'], aliases: ['tt', 'ttbtmj', 'duplicates', 'same picture'] },
] as const
for (const { id, titleKey, tab, keys, aliases } of CARE) {
  registerCommand({ id, titleKey, group: 'photo', keys: [...keys], aliases: [...aliases], when: ready, run: async () => (await import('./care')).openCare(tab) })
}
for (const { id, titleKey, tab, aliases } of [
  { id: 'photos.openHot', titleKey: 'photoWays.commands.hot', tab: 'hot', aliases: ['rwjj', 'xzwjj', 'hot', 'downloads'] },
  { id: 'photos.openScan', titleKey: 'photoWays.commands.scan', tab: 'scan', aliases: ['smjwjj', 'jzp', 'scan', 'old'] },
] as const) {
  registerCommand({ id, titleKey, group: 'photo', aliases: [...aliases], when: ready, run: async () => (await import('./hot')).openWays(tab) })
}

/** Files the region screenshots that wait in the shell (A2). */
export const fileScreenshots = async (mayFile: () => boolean): Promise<void> => (await import('./screenshot')).fileScreenshots(mayFile)
/** Where one would be filed now, in words. */
export const screenshotPlace = async (mayFile: boolean): Promise<string> => (await import('./screenshot')).screenshotPlace(mayFile)
