import { MessageSquare } from 'lucide-vue-next'
import { useActiveCase, useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import { handle } from './handle'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** copies and logs a template on the active case, asking first for what is open */
    'templates.copy': { templateId: string }
  }
}

export const pane: PaneDefinition = {
  id: 'templates',
  titleKey: 'panes.templates.title',
  icon: MessageSquare,
  load: async () => (await import('./TemplatesPane.vue')).default,
}

/** Whether Enter pastes in the floating replies: the person's own switch, on until turned off. */
export const PASTE_PREFERENCE = 'floatPaste'
/** The page of the floating replies (T3): a window of its own over any program. */
export const floatPage = { load: async () => (await import('./float/FloatPage.vue')).default }

const ready = (): boolean => useSession().phase === 'ready'
const onCase = (): boolean => ready() && useActiveCase().id !== null
const USE_TITLES = [
  'templates.commands.use1',
  'templates.commands.use2',
  'templates.commands.use3',
  'templates.commands.use4',
  'templates.commands.use5',
  'templates.commands.use6',
  'templates.commands.use7',
  'templates.commands.use8',
  'templates.commands.use9',
] as const

registerCommand({
  id: 'templates.focus',
  titleKey: 'templates.commands.focus',
  group: 'reply',
  keys: ['/'],
  aliases: ['shs', 'hs', 'templates'],
  when: ready,
  run: async () => {
    const from = document.activeElement
    if (handle.focusSearch?.(from)) return
    await runCommand('go.templates')
    handle.focusSearch?.(from)
  },
})
registerCommand({
  id: 'templates.copy',
  titleKey: 'templates.commands.copy',
  group: 'reply',
  hidden: true,
  when: onCase,
  run: async (arg) => {
    if (arg) await (await import('./use-template')).copyFromAnywhere(arg.templateId)
  },
})
registerCommand({
  id: 'templates.language',
  titleKey: 'templates.commands.language',
  group: 'reply',
  keys: ['Alt+L'],
  aliases: ['hsyy', 'language'],
  inDialogs: true,
  when: onCase,
  run: async () => {
    const store = (await import('./template-store')).useTemplates()
    store.chooseLanguage(store.language === 'zh' ? 'en' : 'zh')
  },
})
registerCommand({
  id: 'reply.picture',
  titleKey: 'replies.commands.picture',
  group: 'reply',
  keys: ['Alt+I'],
  aliases: ['fztp', 'picture'],
  inDialogs: true,
  when: onCase,
  run: async () => (await import('./use-template')).copyPicture(),
})
USE_TITLES.forEach((titleKey, position) => {
  registerCommand({
    id: `templates.use.${position + 1}`,
    titleKey,
    group: 'reply',
    keys: [String(position + 1)],
    hidden: true,
    when: onCase,
    run: async () => (await import('./use-template')).copyByDigit(position + 1),
  })
})
