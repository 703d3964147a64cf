/** What commands may ask of the pane while it is on screen; undefined while it is not. */
export interface TemplatesHandle {
  /** focuses the search and remembers where the focus was; false while the pane cannot be seen */
  focusSearch?: (from: Element | null) => boolean
}

export const handle: TemplatesHandle = {}
