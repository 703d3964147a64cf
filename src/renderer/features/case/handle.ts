/** What commands may ask of the reply box while it is on screen; undefined while it is not. */
export interface ReplyHandle {
  focus?: () => void
  /** puts text at the cursor of the reply and selects its first open blank */
  insert?: (text: string) => void
  /** selects the first open blank */
  selectOpen?: () => void
  /** selects a stretch of the reply, by UTF-16 offsets */
  select?: (from: number, to: number) => void
  /** shows or hides the coach */
  coach?: () => void
}

export const replyHandle: ReplyHandle = {}

/** Gives the focus to the case pane itself, where its keys work. */
export function focusCase(): void {
  document.querySelector<HTMLElement>('[data-testid="pane-case"]')?.focus()
}

let wanted = false

/** Puts the cursor into the reply; a hand that is quicker than the case gets it as soon as the reply box is there. */
export function focusReply(): void {
  wanted = replyHandle.focus === undefined
  replyHandle.focus?.()
}

/** Whether the reply was asked for before its box was there, and nothing else has the focus since. */
export function takeWanted(): boolean {
  const still = wanted && document.activeElement?.matches('[data-testid="pane-case"]') === true
  wanted = false
  return still
}
