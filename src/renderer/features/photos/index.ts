import { Image } from 'lucide-vue-next'
import type { Photo } from '../../../contract/photos'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { useInbox } from './inbox'
import { inboxAsked, shownView } from './view'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** the clipboard's picture, or picked files, onto the active case; no slot: its next empty one */
    'photo.paste': { slot: string }
    'photo.pick': { slot: string }
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
