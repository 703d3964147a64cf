/** What the keys of the bench do while it is on screen; null while they mean nothing. */
export const benchHandle: { photo: (() => void) | null; note: (() => void) | null; unknown: (() => void) | null } = { photo: null, note: null, unknown: null }
