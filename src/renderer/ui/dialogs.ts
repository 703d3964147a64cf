/**
 * Dialogs that a command opens wherever the person is: the pane that they belong to need not be on screen (ui.md: C and W from any
 * case). The component gets the given props and `open` as a model.
 */
import { markRaw, shallowReactive, type Component } from 'vue'

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
  const raw = markRaw(component)
  if (dialogs.some((dialog) => dialog.component === raw)) return
  dialogs.push({ id: nextId++, component: raw, props, returnTo: document.activeElement })
}

/** Takes a dialog away and gives the focus back. */
export function closeDialog(id: number): void {
  const at = dialogs.findIndex((dialog) => dialog.id === id)
  const [closed] = at < 0 ? [] : dialogs.splice(at, 1)
  const before = closed?.returnTo
  if (before instanceof HTMLElement) setTimeout(() => document.activeElement === document.body && before.isConnected && before.focus(), 0)
}
