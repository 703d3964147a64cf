/** The start belongs to the first rows (X1): what nobody needs to begin the day waits for them. */

/** A start that shows no queue, or none that answers, holds nobody up longer. */
const AT_MOST_MS = 2_000

let settle: () => void = () => undefined
const shown = new Promise<void>((resolve) => {
  settle = resolve
  setTimeout(resolve, AT_MOST_MS)
})

/** Told by the queue when its rows are there, and by whoever knows that none will come first: a sign-in, a layout without a queue. */
export function firstRowsShown(): void {
  settle()
}

/** Ends when the first rows are on screen, or will not come soon. */
export const whenFirstRows = (): Promise<void> => shown

/** Runs then; at once afterwards. */
export function afterFirstRows(work: () => void | Promise<void>): void {
  void shown.then(work)
}
