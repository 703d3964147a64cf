import type { Role } from '../../domain/identity/roles'
import type { PrintDocument } from '../../domain/print/document'
import type { OpenDatabase, ReadDb } from '../db/open'
import type { Touched, WriteAction, Writer, WriteTx } from '../db/write'
import type { FileHost } from '../file-process/host'
import type { LiveResources } from '../live-resources'
import type { Resources } from '../resources'
import type { Pace } from './pace'

/** Who acts: from the session of the port, never from a call's arguments (design, decision 10). */
export interface Actor {
  readonly staffId: string
  readonly name: string
  readonly role: Role
}

/** Lays a document out and answers its PDF (M5, M7, L3). Errors: AppError PRINT_UNAVAILABLE, PRINT_FAILED. */
export type Printer = (document: PrintDocument) => Promise<Uint8Array>

/**
 * Keeps what must not lie readable in a file: credentials, keys (S6). What `seal` gives is text for a column; only this device opens it.
 * Where the system has no keychain the text is only marked, and `isSafe` says so.
 */
export interface Secrets {
  readonly isSafe: boolean
  seal(clear: string): Promise<string>
  /** @throws AppError SECRET_LOST when the keychain cannot open it (another account, another machine) */
  open(sealed: string): Promise<string>
}

export type ChangeListener = (touched: Touched) => void

/** Everything a service needs of an open data folder. */
export interface Kernel {
  readonly dataDir: string
  readonly db: OpenDatabase
  /** As `db.read`, with everything in it that was written so far. */
  readonly read: ReadDb
  readonly deviceId: string
  /** The stream that changes of this device are stamped for (docs/sync-format.md, section 1). */
  readonly stream: () => string
  /** Migrations of this program. */
  readonly schemaVersion: number
  /** Four characters of the device in numbers that people say aloud (C2). */
  readonly devicePart: string
  readonly now: () => number
  /** What holds now: read at the time of use, since a supervisor's edit replaces it. */
  readonly resources: Resources
  /** Where `resources` come from: the shipped files under the versions that supervisors stored (P1). */
  readonly documents: LiveResources
  /** Reads tables from outside. */
  readonly files: FileHost
  /** Decode pictures; apart from `files`, since decoding blocks a process. */
  readonly imaging: readonly FileHost[]
  /** Reads text in pictures (A7): a process of its own, which holds much while it works and ends soon after. */
  readonly reading: FileHost
  /** Makes PDFs; throws PRINT_UNAVAILABLE where no window can be had (command line). */
  readonly printer: Printer
  readonly secrets: Secrets
  readonly pace: Pace
  /** One use case = one synchronous transaction; listeners hear of it after commit. */
  write<R>(actor: Actor, action: WriteAction, work: (tx: WriteTx) => R): R
  /** Commits what bulk work has written and holds open: before anything that needs the database without a transaction under way. */
  settle(): void
  onChange(listener: ChangeListener): () => void
  /** Name of a staff member, cached: timelines show it on every line. */
  staffName(id: string): string | null
}

/** Changes of bulk work are told together this often: hundreds of events a second would keep every page reloading (X6). */
const BULK_EVERY_MS = 1000

/** Joins a writer with its listeners: events only after commit (design, decision 1). */
export function createEvents(writer: Writer): Pick<Kernel, 'write' | 'settle' | 'onChange'> {
  const listeners = new Set<ChangeListener>()
  let bulk: { tables: Set<string>; ids: Set<string>; caseIds: Set<string> } | null = null
  const tell = (touched: Touched): void => {
    if (touched.tables.size > 0 || touched.caseIds.size > 0) for (const listener of listeners) listener(touched)
  }
  const tellBulk = (): void => {
    // Only what is committed is told.
    writer.settle()
    const touched = bulk
    bulk = null
    if (touched !== null) tell(touched)
  }
  return {
    write(actor, action, work) {
      const { result, touched } = writer.run(actor.staffId, action, work)
      if (action.bulk !== true) {
        // In the order of commit: what bulk work changed before must not arrive after.
        tellBulk()
        tell(touched)
        return result
      }
      if (bulk === null) {
        bulk = { tables: new Set(), ids: new Set(), caseIds: new Set() }
        setTimeout(tellBulk, BULK_EVERY_MS).unref()
      }
      for (const table of touched.tables) bulk.tables.add(table)
      for (const id of touched.ids) bulk.ids.add(id)
      for (const id of touched.caseIds) bulk.caseIds.add(id)
      return result
    },
    settle: () => writer.settle(),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
