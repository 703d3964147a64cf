/**
 * Where panes are: in the docked area, or one above the other in the sidecar beside the chat client. Everything that wants to
 * show a pane asks here.
 */
import type { DockviewApi } from 'dockview-vue'
import { nextTick, shallowReactive, shallowRef } from 'vue'
import { usePreferences, type Json } from '../rpc'
import type { PaneId } from '../ui/pane'
import { applyLayout, fitDefault, HOME, isLayoutName, MAIN, type LayoutName } from './layouts'
import { PANES, paneTitle } from './panes'

/** Below this width the window is a sidecar (ui.md). */
export const SIDECAR_WIDTH = 700
const VERSION = 1
/** Panes come with code of their own, on a busy machine late. */
const START_FRAMES = 300

export const narrow = shallowRef(innerWidth <= SIDECAR_WIDTH)
export const layoutName = shallowRef<LayoutName>('agent')
/** the pane laid over the sidecar's column, null: the column itself */
export const sidecarPane = shallowRef<PaneId | null>(null)
/** elements in the group headers that `<PaneToolbar>` draws into, by group id */
export const headerElements = shallowReactive(new Map<string, HTMLElement>())

/** The pane in front; the activity bar marks it. */
export const frontPane = shallowRef<string | null>(null)
const dock = shallowRef<DockviewApi | null>(null)
/** true once the person has moved something; until then the default follows the window's width */
let customised = false
let arranging = false

const preferenceOf = (name: LayoutName): string => `layout.${name}`

function restore(api: DockviewApi, name: LayoutName): boolean {
  const stored = usePreferences().get(preferenceOf(name))
  if (typeof stored !== 'object' || stored === null || !('version' in stored) || stored.version !== VERSION || !('dock' in stored)) return false
  try {
    api.fromJSON(stored.dock as Parameters<DockviewApi['fromJSON']>[0])
    return true
  } catch (error) {
    // a layout of an older program may name what is gone: the default is always right
    console.warn('stored layout refused', error)
    api.clear()
    return false
  }
}

function arrange(name: LayoutName, stored: boolean): void {
  const api = dock.value
  layoutName.value = name
  if (!api) return
  arranging = true
  customised = stored && restore(api, name)
  if (!customised) applyLayout(api, name, paneTitle)
  arranging = false
}

/** Whether the queue is among the panes on screen. */
export const queueInView = (): boolean => !narrow.value && (dock.value?.getPanel('queue')?.api.isVisible ?? false)

/** Takes over the docked area once it exists; call the result when it goes. */
export function attachDock(api: DockviewApi): () => void {
  dock.value = api
  const named = usePreferences().get('layout')
  arrange(isLayoutName(named) ? named : 'agent', true)
  const changes = api.onDidLayoutChange(() => {
    if (arranging || !customised) return
    usePreferences().set(preferenceOf(layoutName.value), { version: VERSION, dock: api.toJSON() as unknown as Json })
  })
  const front = api.onDidActivePanelChange(() => (frontPane.value = api.activePanel?.id ?? null))
  return () => {
    changes.dispose()
    front.dispose()
    if (dock.value === api) dock.value = null
  }
}

/** The person dragged a pane or a splitter: from now on this layout is theirs. */
export function markCustomised(): void {
  customised = true
}

/** The window changed its width: an untouched default keeps its measures. */
export function refit(): void {
  if (!dock.value || customised) return
  arranging = true
  fitDefault(dock.value, layoutName.value)
  arranging = false
}

/** Switches the layout: the person's own form of it, else the default. */
export function chooseLayout(name: LayoutName): void {
  usePreferences().set('layout', name)
  sidecarPane.value = null
  arrange(name, true)
}

/** Forgets the person's own form of the present layout. */
export function resetLayout(): void {
  usePreferences().set(preferenceOf(layoutName.value), null)
  arrange(layoutName.value, false)
}

export function paneElement(id: PaneId): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-testid="pane-${id}"]`)
}

/** Puts the focus where work in a pane begins: what asks for it, else its list, else the pane itself. */
export function focusPane(id: PaneId): void {
  const pane = paneElement(id)
  const target = pane?.querySelector<HTMLElement>('[data-autofocus]') ?? pane?.querySelector<HTMLElement>('[role="listbox"], [role="grid"]') ?? pane
  target?.focus()
}

/** Brings a pane to the front, docking it if it is nowhere, and gives it the focus. */
export async function showPane(id: PaneId): Promise<void> {
  if (narrow.value) {
    const inColumn: readonly PaneId[] = ['case', 'templates', 'photos']
    sidecarPane.value = inColumn.includes(id) ? null : id
  } else {
    const api = dock.value
    if (!api) return
    if (!api.getPanel(id)) chooseLayout(HOME[id])
    const panel = api.getPanel(id) ?? api.addPanel({ id, component: 'pane', title: paneTitle(id), params: { pane: id } })
    panel.api.setActive()
    if (panel.group.api.isCollapsed()) panel.group.api.expand()
  }
  // its code, and that of the sidecar, may be fetched for the first time
  if (await appears(id, START_FRAMES)) focusPane(id)
}

/** After the sign-in the focus is where the layout's work is, so that J, K and Enter act at once. What has it already keeps it. */
export async function beginWork(): Promise<void> {
  await nextTick()
  const id = narrow.value ? 'case' : MAIN[layoutName.value]
  const free = (): boolean => document.activeElement === null || document.activeElement === document.body
  if (free() && (await appears(id, START_FRAMES)) && free()) focusPane(id)
}

/** Waits until a pane that was just brought forward can take the focus; false when it never came. */
async function appears(id: PaneId, frames: number): Promise<boolean> {
  await nextTick()
  for (let frame = 0; frame < frames; frame += 1) {
    if (paneElement(id)?.checkVisibility() === true) return true
    await new Promise((resolve) => setTimeout(resolve, 16))
  }
  return false
}

/** Folds or unfolds the registers at the foot. */
export function toggleBottom(): void {
  const bottom = dock.value?.getEdgeGroup('bottom')
  if (!bottom) return
  if (bottom.isCollapsed()) bottom.expand()
  else bottom.collapse()
}

/** The pane the focus is in, or null. */
export function focusedPane(): PaneId | null {
  const holder = document.activeElement?.closest<HTMLElement>('[data-pane]')
  return PANES.find((pane) => pane.id === holder?.dataset['pane'])?.id ?? null
}

/** Moves the focus to the next (1) or previous (-1) pane that can be seen. */
export function stepPane(step: 1 | -1): void {
  const visible = PANES.map((pane) => pane.id).filter((id) => paneElement(id)?.checkVisibility() === true)
  const now = focusedPane()
  const at = now === null ? (step === 1 ? -1 : 0) : visible.indexOf(now)
  const next = visible[(at + step + visible.length) % visible.length]
  if (next) void showPane(next)
}
