/**
 * Dialogs that a command opens wherever the person is: the pane that they belong to need not be on screen (ui.md: C and W from any
 * case). The component gets the given props and `open` as a model.
 */
import { markRaw, nextTick, shallowReactive, type Component } from 'vue'
import { openLayers } from './layers'

export interface OpenDialog {
  readonly id: number
  readonly component: Component
  readonly props: Readonly<Record<string, unknown>>
  /** where the focus was, and goes back to */
  readonly returnTo: Element | null
}

export const dialogs = shallowReactive<OpenDialog[]>([])
let nextId = 1

/** Opens a dialog over everything. One of a kind: a second call for the same component is ignored while it is open. */
export function openDialog(component: Component, props: Readonly<Record<string, unknown>> = {}): void {
  show(component, props, document.activeElement)
}

/**
 * Opens a dialog whose code is still to be fetched. It is a layer from now on: what is typed meanwhile is meant for it, and must not act on
 * the case below.
 */
export async function openSoon(loading: Promise<{ readonly default: Component }>, props: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const returnTo = document.activeElement
  openLayers.value += 1
  try {
    show((await loading).default, props, returnTo)
    // its own layer counts once it is drawn
    await nextTick()
  } finally {
    openLayers.value -= 1
  }
}

function show(component: Component, props: Readonly<Record<string, unknown>>, returnTo: Element | null): void {
  const raw = markRaw(component)
  if (dialogs.some((dialog) => dialog.component === raw)) return
  dialogs.push({ id: nextId++, component: raw, props, returnTo })
}

/** Takes a dialog away and gives the focus back. */
export function closeDialog(id: number): void {
  const at = dialogs.findIndex((dialog) => dialog.id === id)
  const [closed] = at < 0 ? [] : dialogs.splice(at, 1)
  const before = closed?.returnTo
  if (before instanceof HTMLElement) setTimeout(() => document.activeElement === document.body && before.isConnected && before.focus(), 0)
}
