import type { FormerClipboard } from '../../src/contract/native'

/** What was on the clipboard before a reply went there. `whole` can be put back, `not-whole` (files) cannot and is told beforehand. */
export type Former = { readonly kind: 'empty' | 'not-whole' } | { readonly kind: 'whole'; restore(): Promise<void> }

/** A part of a reply that goes on the clipboard: its words or its picture. */
export interface Piece {
  lay(): Promise<void>
  /** Whether it is still there: somebody may have copied something else since. */
  isThere(): Promise<boolean>
}

/** The system clipboard, as far as it is needed here. */
export interface Board {
  /** Takes what is there, so that it can be put back. */
  take(): Promise<Former>
  writeText(text: string): Promise<void>
  /** Plain text that is there now; '' when there is none. */
  text(): Promise<string>
}

/** Calls back once after so many ms; the result calls it off. */
export type Wait = (ms: number, run: () => void) => () => void

/** What became of the former clipboard: back, given up because somebody copied something else, nothing to bring back, or it failed. */
export type Settled = 'restored' | 'taken-over' | 'nothing' | 'failed'

export interface ClipboardKeeper {
  /** Puts a reply, or its picture, on the clipboard and keeps what was there. */
  put(piece: Piece): Promise<FormerClipboard>
  /** After an automatic paste: brings the former content back in `ms`, unless something else was copied by then (T3). */
  restoreAfter(ms: number): void
  /** Only copied: the reply stays, the former content is given up. */
  leave(): void
  /** Brings it back now, if it is to come back at all; the program ends. */
  settle(): Promise<Settled>
}

/** Windows gives back CRLF where LF was written. */
const same = (a: string, b: string): boolean => a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n')

/** The words of a reply on a clipboard. */
export const wordsOn = (board: Board, text: string): Piece => ({ lay: () => board.writeText(text), isThere: async () => same(await board.text(), text) })

/**
 * Keeps and restores the clipboard around an automatic paste. A second reply before the first one's content is back keeps the content from
 * before the first: what comes back is what the person had, never a reply of ours. `told` hears how each restoring ended.
 */
export function createClipboardKeeper(board: Board, wait: Wait, told: (how: Settled) => void): ClipboardKeeper {
  let kept: { readonly ours: Piece; readonly former: Former } | null = null
  let due: (() => void) | null = null

  function callOff(): void {
    due?.()
    due = null
  }

  async function settle(): Promise<Settled> {
    const restoring = due !== null
    callOff()
    const last = kept
    kept = null
    if (last === null || !restoring || last.former.kind !== 'whole') return 'nothing'
    if (!(await last.ours.isThere())) return 'taken-over'
    await last.former.restore()
    return 'restored'
  }

  return {
    async put(piece) {
      const restoring = due !== null
      callOff()
      const before = kept
      kept = null
      const former = before !== null && restoring && (await before.ours.isThere()) ? before.former : await board.take()
      await piece.lay()
      kept = { ours: piece, former }
      return former.kind
    },
    restoreAfter(ms) {
      callOff()
      if (kept === null) return
      due = wait(ms, () => {
        settle().then(told, () => told('failed'))
      })
    },
    leave() {
      callOff()
      kept = null
    },
    settle,
  }
}
