import { Upload } from 'lucide-vue-next'
import { IMPORT_KINDS, isRecordKind, type ImportKind, type RecordKind } from '../../../domain/import/kinds'
import { useSession } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import type { PaneDefinition } from '../../ui/pane'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** files that are known already, e.g. dropped elsewhere; without them the person is asked */
    'import.orders': { paths?: readonly string[] }
    'import.statement': { paths?: readonly string[] }
    /** one of the registers or masters */
    'import.records': { kind: RecordKind; paths?: readonly string[] }
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

// what a file is shows in its columns: Ctrl+O takes any of them
registerCommand({ id: 'import.orders', titleKey: 'imports.commands.orders', group: 'month', keys: ['Ctrl+O'], aliases: ['drwj', 'drdd', 'dr', '导入订单'], when: ready, run: (arg) => begin(null, arg?.paths) })
registerCommand({ id: 'import.statement', titleKey: 'imports.commands.statement', group: 'month', keys: ['Ctrl+Shift+O'], aliases: ['drzd', 'kdzd'], when: ready, run: (arg) => begin('statement', arg?.paths) })
registerCommand({ id: 'import.records', titleKey: 'imports.commands.orders', group: 'month', hidden: true, when: ready, run: (arg) => begin(arg?.kind ?? null, arg?.paths) })

const ALIASES: Readonly<Record<RecordKind, string>> = {
  refunds: 'drshd', claims: 'drlp', cases: 'drshdan', 'wrong-shipments': 'drcf', skus: 'drsp', buyers: 'drmj', couriers: 'drkd', shops: 'drdp', staff: 'dryg', templates: 'drhs',
}
for (const kind of IMPORT_KINDS.filter(isRecordKind)) {
  registerCommand({ id: `import.${kind}`, titleKey: `imports.commands.${kind}`, group: 'month', aliases: [ALIASES[kind]], when: ready, run: () => begin(kind, undefined) })
}
