/** What the commands may ask of the pane while it is on screen; undefined while it is not. */
export interface QueueHandle {
  /** moves the cursor and scrolls it into view; false at the end of the list */
  move?: (places: number) => boolean
  /** false while the pane cannot be seen */
  focusSearch?: () => boolean
}

export const handle: QueueHandle = {}
