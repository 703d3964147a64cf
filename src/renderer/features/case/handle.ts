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
