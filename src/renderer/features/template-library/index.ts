import { BookText } from 'lucide-vue-next'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** opens a template for editing; without one the template selected in the pane of templates */
    'library.open': { id: string }
  }
}

export const pane: PaneDefinition = {
  id: 'template-library',
  titleKey: 'panes.template-library.title',
  icon: BookText,
  load: async () => (await import('./LibraryPane.vue')).default,
}

/** The template that is selected where the focus is: the list of templates beside a case says so in its row. */
function selectedTemplate(): string | null {
  const row = document.activeElement?.closest('[data-pane="templates"]')?.querySelector<HTMLElement>('[aria-selected="true"] [data-template]')
  return row?.dataset['template'] ?? null
}

const ready = (): boolean => useSession().phase === 'ready'

registerCommand({
  id: 'library.open',
  titleKey: 'templateLibrary.commands.open',
  group: 'reply',
  keys: ['E'],
  aliases: ['bjhs'],
  when: () => ready() && selectedTemplate() !== null,
  run: async (arg) => {
    const id = arg?.id ?? selectedTemplate()
    const { useLibrary } = await import('./library-desk')
    await runCommand('go.template-library')
    if (id !== null) await useLibrary().choose(id)
  },
})
registerCommand({
  id: 'library.new',
  titleKey: 'templateLibrary.commands.new',
  group: 'reply',
  keys: ['Alt+A'],
  aliases: ['xhs', 'xjhs'],
  when: ready,
  run: async () => {
    const { useLibrary } = await import('./library-desk')
    await runCommand('go.template-library')
    useLibrary().begin()
  },
})
