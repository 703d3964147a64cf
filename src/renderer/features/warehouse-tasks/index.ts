import { ClipboardPaste, FileOutput } from 'lucide-vue-next'
import { markRaw } from 'vue'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { rpc, useSession, useWorkspace } from '../../rpc'
import { registerCommand, runCommand } from '../../ui/commands'
import { openSoon } from '../../ui/dialogs'
import { addRegisterTool } from '../../ui/register/tools'

declare module '../../ui/commands' {
  interface CommandArgs {
    /** asks the warehouse something for a case; nothing given: the active one */
    'warehouse.task': { caseId: string }
    /** these tasks; nothing given: all that were not exported yet */
    'warehouse.export': { ids: readonly string[] }
  }
}

const may = (right: Right): boolean => {
  const { phase, me } = useSession()
  return phase === 'ready' && me !== null && mayDo(me.role, right)
}

/** Warehouse tasks (W6): asked from a case with X and a digit, exported and answered over their register. */
registerCommand({
  id: 'warehouse.task',
  titleKey: 'warehouse.commands.task',
  group: 'case',
  keys: ['X'],
  aliases: ['jgck bf lj zh gz', 'warehouse'],
  when: () => may('case.write') && useWorkspace().activeCaseId !== null,
  run: async (arg) => {
    const caseId = arg?.caseId ?? useWorkspace().activeCaseId
    if (caseId !== null) await openSoon(import('./TaskDialog.vue'), { caseId, begun: await rpc.warehouseTasks.begin({ caseId }) })
  },
})
registerCommand({
  id: 'warehouse.export',
  titleKey: 'warehouse.commands.export',
  group: 'register',
  aliases: ['dcck', 'erp'],
  when: () => may('return.write'),
  run: async (arg) => openSoon(import('./ExportDialog.vue'), { ids: arg?.ids ?? [] }),
})
registerCommand({
  id: 'warehouse.answer',
  titleKey: 'warehouse.commands.answer',
  group: 'register',
  aliases: ['ckhd', 'erp'],
  when: () => may('return.write'),
  run: async () => openSoon(import('./AnswerDialog.vue')),
})
registerCommand({ id: 'warehouse.tasks', titleKey: 'warehouse.commands.tasks', group: 'go', aliases: ['ckrw'], when: () => may('case.read'), run: async () => void (await runCommand('registers.show', { register: 'warehouse-tasks' })) })
registerCommand({ id: 'warehouse.returns', titleKey: 'warehouse.commands.returns', group: 'go', aliases: ['thdj wzj'], when: () => may('case.read'), run: async () => void (await runCommand('registers.show', { register: 'returns' })) })

addRegisterTool('warehouse-tasks', { id: 'warehouse.export', labelKey: 'warehouse.erp.export', icon: markRaw(FileOutput), when: () => may('return.write'), run: (ids) => void runCommand('warehouse.export', { ids }) })
addRegisterTool('warehouse-tasks', { id: 'warehouse.answer', labelKey: 'warehouse.erp.answer', icon: markRaw(ClipboardPaste), when: () => may('return.write'), run: () => void runCommand('warehouse.answer') })
