/**
 * The bench as a machine (W6): scans come in whenever they come, one parcel is on the table at a time, and every code ends as filed, put
 * aside by a person, or still waiting. None is dropped.
 */
export interface BenchState<Found> {
  readonly waiting: readonly string[]
  readonly stage:
    | { readonly at: 'free' }
    /** The code is being looked up. */
    | { readonly at: 'looking'; readonly code: string }
    /** Scanned a moment ago: a person says whether it is the same parcel. */
    | { readonly at: 'asked'; readonly code: string }
    | { readonly at: 'table'; readonly code: string; readonly found: Found }
    | { readonly at: 'saving'; readonly code: string; readonly found: Found }
    | { readonly at: 'failed'; readonly code: string }
}

export type BenchEvent<Found> =
  | { readonly type: 'scanned'; readonly codes: readonly string[] }
  /** The next waiting code is taken; `again`: it was there a moment ago. */
  | { readonly type: 'next'; readonly again: boolean }
  | { readonly type: 'yes' }
  | { readonly type: 'found'; readonly found: Found }
  | { readonly type: 'look-failed' }
  | { readonly type: 'save' }
  | { readonly type: 'saved' }
  /** The parcel stays on the table with what was chosen. */
  | { readonly type: 'save-failed' }
  | { readonly type: 'aside' }

export const emptyBench = <Found>(): BenchState<Found> => ({ waiting: [], stage: { at: 'free' } })

/** The bench after an event; one that does not fit the stage changes nothing. */
export function benchAfter<Found>(state: BenchState<Found>, event: BenchEvent<Found>): BenchState<Found> {
  const { stage, waiting } = state
  switch (event.type) {
    case 'scanned':
      return { ...state, waiting: [...waiting, ...event.codes] }
    case 'next': {
      const [code, ...rest] = waiting
      if (stage.at !== 'free' || code === undefined) return state
      return { waiting: rest, stage: { at: event.again ? 'asked' : 'looking', code } }
    }
    case 'yes':
      return stage.at === 'asked' || stage.at === 'failed' ? { ...state, stage: { at: 'looking', code: stage.code } } : state
    case 'found':
      return stage.at === 'looking' ? { ...state, stage: { at: 'table', code: stage.code, found: event.found } } : state
    case 'look-failed':
      return stage.at === 'looking' ? { ...state, stage: { at: 'failed', code: stage.code } } : state
    case 'save':
      return stage.at === 'table' ? { ...state, stage: { ...stage, at: 'saving' } } : state
    case 'save-failed':
      return stage.at === 'saving' ? { ...state, stage: { ...stage, at: 'table' } } : state
    case 'saved':
      return stage.at === 'saving' ? { ...state, stage: { at: 'free' } } : state
    case 'aside':
      return stage.at === 'table' || stage.at === 'asked' || stage.at === 'failed' ? { ...state, stage: { at: 'free' } } : state
  }
}
