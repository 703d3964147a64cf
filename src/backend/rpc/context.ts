import type { SessionState } from '../../contract/session'
import type { Actor, Kernel } from '../services/kernel'

/** Who is signed in at one port. Lives here, in the background process; pages cannot set it (design, decision 10). */
export interface PortSession {
  actor: Actor | null
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
