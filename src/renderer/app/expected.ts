/**
 * Who will most likely work here again (X1): the frame and its panes are built while the background process still opens its files,
 * instead of after its first answer. Only for somebody who needs no PIN; for anybody else the sign-in comes first, as ever.
 */
const STORED = 'workstation.expected-worker'

/** What stood at the last start: data folder and person, as `workerKey` writes them; null when a sign-in or the first run is to come. */
export const expectedWorker = (): string | null => localStorage.getItem(STORED)

/** Remembers how this start ended up. */
export function rememberWorker(key: string | null): void {
  if (key === null) localStorage.removeItem(STORED)
  else localStorage.setItem(STORED, key)
}
