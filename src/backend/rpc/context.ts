import type { SessionState } from '../../contract/session'
import { AppError } from '../../domain/errors'
import type { Actor, Kernel } from '../services/kernel'

/** Who is signed in at one port. Lives here, in the background process; pages cannot set it (design, decision 10). */
export interface PortSession {
  actor: Actor | null
}

/**
 * The session of a window that has none of its own (T3): whoever is signed in in the main window, and nobody once that is locked (R3).
 * Nobody can sign in or out there. @throws AppError FORBIDDEN when somebody tries
 */
export function followingSession(atDesk: () => Actor | null): PortSession {
  return {
    get actor() {
      return atDesk()
    },
    set actor(_other) {
      throw new AppError('FORBIDDEN', { right: 'session' })
    },
  }
}

/** What the backend offers to procedures beyond an open data folder. */
export interface Host {
  /** @throws AppError NO_DATA_FOLDER while none is open */
  kernel(): Kernel
  state(session: PortSession): SessionState
  /** Founds a data folder, or opens one; closes the one before. */
  create(dataDir: string): Promise<Kernel>
  open(dataDir: string): Promise<Kernel>
}

export interface RpcContext {
  readonly host: Host
  readonly session: PortSession
}
