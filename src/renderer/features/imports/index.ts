import { Upload } from 'lucide-vue-next'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'
import type { ImportKind } from './import-plan'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** files that are known already, e.g. dropped elsewhere; without them the person is asked */
    'import.orders': { paths?: readonly string[] }
    'import.statement': { paths?: readonly string[] }
  }
}

export const pane: PaneDefinition = {
  id: 'imports',
  titleKey: 'panes.imports.title',
  icon: Upload,
  load: async () => (await import('./ImportsPane.vue')).default,
}

async function begin(kind: ImportKind | null, paths: readonly string[] | undefined): Promise<void> {
  const desk = await import('./import-desk')
  await runCommand('go.imports')
  if (paths === undefined) await desk.chooseFiles(kind)
  else await desk.takeFiles(paths, kind)
}
const ready = (): boolean => useSession().phase === 'ready'

// which of the two a file is shows in its columns: Ctrl+O takes both
registerCommand({ id: 'import.orders', titleKey: 'imports.commands.orders', group: 'month', keys: ['Ctrl+O'], aliases: ['drdd', 'dr'], when: ready, run: (arg) => begin(null, arg?.paths) })
registerCommand({ id: 'import.statement', titleKey: 'imports.commands.statement', group: 'month', keys: ['Ctrl+Shift+O'], aliases: ['drzd', 'kdzd'], when: ready, run: (arg) => begin('statement', arg?.paths) })
