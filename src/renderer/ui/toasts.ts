/**
 * Short notices and the undo stack (U2). A notice never takes the focus; one with undo stays longer, and Ctrl+Z takes back the
 * newest step that can be taken back, even after its notice is gone.
 */
import { shallowReactive, shallowRef } from 'vue'

export type ToastTone = 'info' | 'ok' | 'warning' | 'error'

export interface Toast {
  readonly id: number
  readonly tone: ToastTone
  readonly title: string
  /** second line: what is safe and what to do */
  readonly text?: string
  /** address of a small picture of what it is about */
  readonly picture?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  readonly undo?: UndoStep
}

export interface UndoStep {
  /** what was done, in words: "assigned to 张敏" */
  readonly label: string
  /** takes it back; may fail, then the step is gone and the failure is shown */
  readonly run: () => void | Promise<void>
}

const LIFE_MS: Readonly<Record<ToastTone, number>> = { info: 4000, ok: 4000, warning: 8000, error: 12_000 }
const UNDO_LIFE_MS = 8000
const UNDO_DEPTH = 50

export const toasts = shallowReactive<Toast[]>([])
const undoStack: UndoStep[] = []
export const lastUndo = shallowRef<UndoStep | null>(null)
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let nextId = 1

const isCalm = (tone: ToastTone): boolean => tone === 'ok' || tone === 'info'

/**
 * Shows a notice; with `undo` the step also goes on the undo stack. A calm one takes the place of the calm one before: a stack of
 * them would cover the work. Returns its id.
 */
export function showToast(toast: Omit<Toast, 'id'>): number {
  const id = nextId++
  if (isCalm(toast.tone)) for (const old of toasts.filter((one) => isCalm(one.tone))) dismissToast(old.id)
  toasts.push({ ...toast, id })
  if (toasts.length > 4 && toasts[0]) dismissToast(toasts[0].id)
  if (toast.undo) pushUndo(toast.undo)
  holdToast(id, false)
  return id
}

/** Stops (hover, focus) or restarts the countdown of a notice, so that nobody has to read against the clock. */
export function holdToast(id: number, hold: boolean): void {
  const timer = timers.get(id)
  if (timer !== undefined) clearTimeout(timer)
  const toast = toasts.find((one) => one.id === id)
  if (!toast || hold) return
  timers.set(
    id,
    setTimeout(() => dismissToast(id), toast.undo || toast.action ? Math.max(UNDO_LIFE_MS, LIFE_MS[toast.tone]) : LIFE_MS[toast.tone]),
  )
}

export function dismissToast(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id)
  if (index >= 0) toasts.splice(index, 1)
  const timer = timers.get(id)
  if (timer !== undefined) clearTimeout(timer)
  timers.delete(id)
}

/** Puts a step on the undo stack without a notice. */
export function pushUndo(step: UndoStep): void {
  undoStack.push(step)
  if (undoStack.length > UNDO_DEPTH) undoStack.shift()
  lastUndo.value = step
}

const underWay = new Set<Promise<unknown>>()

/**
 * Keeps an undo waiting until a change has been answered: what is shown at once may be taken back at once, and the step for it comes
 * with the answer. Hands the change on as it is.
 */
export function trackChange<T>(change: Promise<T>): Promise<T> {
  const settled = change.then(() => undefined, () => undefined)
  underWay.add(settled)
  void settled.then(() => underWay.delete(settled))
  return change
}

/** Resolves when no change is under way any more, whatever became of it: a failure is told by the one who made the change. */
export async function changesSettled(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay)
}

/** Takes back one step: the given one, or the newest. Resolves to the step, or null when there is none. */
export async function undo(step: UndoStep | null = lastUndo.value): Promise<UndoStep | null> {
  if (!step) return null
  const index = undoStack.lastIndexOf(step)
  if (index < 0) return null
  undoStack.splice(index, 1)
  lastUndo.value = undoStack.at(-1) ?? null
  const toast = toasts.find((one) => one.undo === step)
  if (toast) dismissToast(toast.id)
  await step.run()
  return step
}

/** Another person at the keyboard must not take back what this one did. */
export function clearUndo(): void {
  undoStack.length = 0
  lastUndo.value = null
}
