import type { Delivery } from '../../../src/contract/native'

export interface PasteQuestion {
  /** the person's switch, and that Enter was pressed and not "only copy" */
  readonly wished: boolean
  readonly canPaste: boolean
  /** title of the window that had the focus; null: none that we may paste into */
  readonly into: string | null
}

/** Whether the paste key is pressed, or why not. The nearest reason is told: what the person can change comes first. */
export function decidePaste({ wished, canPaste, into }: PasteQuestion): 'paste' | NonNullable<Delivery['why']> {
  if (!wished) return 'off'
  if (!canPaste) return 'not-allowed'
  return into === null ? 'no-target' : 'paste'
}
