/** The shell's own commands. Features register theirs from their index.ts. */
import { shallowRef } from 'vue'
import { locale, setLocale, t } from '../i18n'
import { bridge, useSession } from '../rpc'
import { registerCommand } from '../ui/commands'
import type { PaneId } from '../ui/pane'
import { changesSettled, lastUndo, showToast, undo } from '../ui/toasts'
import { chooseLayout, narrow, resetLayout, showPane, sidecarPane, stepPane, toggleBottom } from './dock'
import { lock } from './lock'
import { cycleTheme } from './theme'
import { NOTHING_TYPED, type TypedAhead } from './typed-ahead'

export const paletteOpen = shallowRef(false)
/** what was typed since the palette was asked for; null while its field has the keys, or nobody asked */
export const typedForPalette = shallowRef<TypedAhead | null>(null)
export const keySheetOpen = shallowRef(false)
export const settingsOpen = shallowRef(false)

const GO = [
  ['queue', 'goQueue', 'G Q', 'dl'],
  ['grid', 'goGrid', 'G E', 'bg'],
  ['case', 'goCase', 'G S', 'shd'],
  ['templates', 'goTemplates', 'G T', 'hs'],
  ['claims', 'goClaims', 'G C', 'lp'],
  ['wrong-shipments', 'goWrongShipments', 'G W', 'cf'],
  ['appeals', 'goAppeals', 'G Z', 'ss jz'],
  ['registers', 'goRegisters', 'G J', 'djb dj'],
  ['returns-bench', 'goReturnsBench', 'G Y', 'tht yh'],
  ['handover', 'goHandover', 'G H', 'ybjj jjb bw'],
  ['photos', 'goPhotos', 'G P', 'zp'],
  ['reconcile', 'goReconcile', 'G M', 'dz ymdz'],
  ['reports', 'goReports', 'G R', 'bb lpkb'],
  ['approvals', 'goApprovals', 'G A', 'sp cn'],
  ['imports', 'goImports', 'G I', 'dr'],
  ['masters', 'goMasters', 'G D', 'zl'],
  ['policies', 'goPolicies', 'G L', 'lc gz lcygz'],
  ['template-library', 'goTemplateLibrary', 'G B', 'hsk hsgl'],
  ['sync', 'goSync', 'G X', 'gx tb gxytb'],
] as const satisfies readonly (readonly [PaneId, string, string, string])[]

function openPalette(): void {
  if (paletteOpen.value) return
  typedForPalette.value = NOTHING_TYPED
  paletteOpen.value = true
}

export async function switchLocale(): Promise<void> {
  const next = locale.value === 'en' ? 'zh-CN' : 'en'
  await setLocale(next)
  await bridge.setLocale(next)
}

async function takeBack(): Promise<void> {
  // pressed before the answer to what was just done: that is what is meant
  await changesSettled()
  const step = lastUndo.value
  if (!step) {
    showToast({ tone: 'info', title: t('shell.nothingToUndo') })
    return
  }
  await undo(step)
  showToast({ tone: 'ok', title: t('shell.undone', { what: step.label }) })
}

export function registerShellCommands(): void {
  const session = useSession()
  const ready = (): boolean => session.phase === 'ready'
  for (const [pane, title, keys, alias] of GO) {
    registerCommand({ id: `go.${pane}`, titleKey: `commands.${title}`, group: 'go', keys: [keys], aliases: alias.split(' '), when: ready, run: () => showPane(pane) })
  }
  registerCommand({ id: 'app.palette', titleKey: 'commands.palette', group: 'app', keys: ['Ctrl+K'], hidden: true, when: ready, run: openPalette })
  registerCommand({ id: 'app.keys', titleKey: 'commands.keySheet', group: 'app', keys: ['?'], aliases: ['kjj'], run: () => void (keySheetOpen.value = true) })
  registerCommand({ id: 'app.settings', titleKey: 'shell.settings', group: 'app', keys: ['Ctrl+,'], aliases: ['sz'], when: ready, run: () => void (settingsOpen.value = true) })
  // in a field Ctrl+Z is the field's own
  registerCommand({ id: 'app.undo', titleKey: 'commands.undo', group: 'app', keys: ['Ctrl+Z'], aliases: ['cx'], inFields: false, when: ready, run: takeBack })
  registerCommand({ id: 'app.language', titleKey: 'commands.language', group: 'app', aliases: ['yy', 'english', 'language'], inDialogs: true, run: switchLocale })
  registerCommand({ id: 'app.theme', titleKey: 'commands.theme', group: 'app', aliases: ['wg', 'dark', 'light', 'theme'], run: cycleTheme })
  registerCommand({ id: 'app.lock', titleKey: 'commands.lock', group: 'app', keys: ['Ctrl+Alt+L'], aliases: ['sd'], when: ready, run: lock })
  registerCommand({
    id: 'app.dataFolder',
    titleKey: 'commands.openDataFolder',
    group: 'app',
    aliases: ['sjwjj'],
    when: () => (session.state?.dataDir ?? null) !== null,
    run: async () => {
      if (session.state?.dataDir) await bridge.showInFolder(session.state.dataDir)
    },
  })
  const wide = (): boolean => ready() && !narrow.value
  registerCommand({ id: 'view.agent', titleKey: 'commands.layoutAgent', group: 'view', keys: ['Ctrl+1'], aliases: ['kfbj'], when: wide, run: () => chooseLayout('agent') })
  registerCommand({ id: 'view.month-end', titleKey: 'commands.layoutMonthEnd', group: 'view', keys: ['Ctrl+2'], aliases: ['dzbj'], when: wide, run: () => chooseLayout('month-end') })
  registerCommand({ id: 'view.archive', titleKey: 'commands.layoutArchive', group: 'view', keys: ['Ctrl+3'], aliases: ['zpbj'], when: wide, run: () => chooseLayout('archive') })
  registerCommand({ id: 'view.sheet', titleKey: 'commands.layoutSheet', group: 'view', keys: ['Ctrl+4'], aliases: ['bgbj'], when: wide, run: () => chooseLayout('sheet') })
  registerCommand({ id: 'view.registers', titleKey: 'commands.layoutRegisters', group: 'view', keys: ['Ctrl+5'], aliases: ['bwbj', 'djbj'], when: wide, run: () => chooseLayout('registers') })
  registerCommand({
    id: 'view.reset',
    titleKey: 'commands.layoutReset',
    group: 'view',
    aliases: ['hfbj'],
    when: wide,
    run: () => {
      resetLayout()
      showToast({ tone: 'ok', title: t('shell.layoutReset') })
    },
  })
  registerCommand({ id: 'view.bottom', titleKey: 'commands.toggleBottom', group: 'view', keys: ['Ctrl+J'], when: wide, run: toggleBottom })
  registerCommand({ id: 'view.next-pane', titleKey: 'commands.nextPane', group: 'view', keys: ['F6'], when: ready, run: () => stepPane(1) })
  registerCommand({ id: 'view.previous-pane', titleKey: 'commands.previousPane', group: 'view', keys: ['Shift+F6'], when: ready, run: () => stepPane(-1) })
  registerCommand({
    id: 'view.back',
    titleKey: 'shell.sidecar.back',
    group: 'view',
    keys: ['Esc'],
    hidden: true,
    when: () => ready() && narrow.value && sidecarPane.value !== null,
    run: () => showPane('case'),
  })
}
