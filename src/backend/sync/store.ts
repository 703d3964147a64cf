import { mayPass, type StoreFault } from '../../domain/sync/store-fault'

export type { StoreFault } from '../../domain/sync/store-fault'

/**
 * The shared file store as sync sees it (spec S1, S2): a meeting place of plain files, never a lock and never the truth about what was
 * deleted. Four stores stand behind this one interface and run through one conformance suite (test/sync/store-conformance.ts): a folder,
 * WebDAV, S3-compatible storage, and one in memory for the tests. What each can promise beyond it is in docs/adr/0017-stores.md.
 *
 * Names are relative, `/`-separated, in NFC, and safe on Windows, SMB and S3: see domain/sync/store-name.ts. A name that is not safe is a
 * fault of the caller and throws a RangeError before anything is sent.
 */

/** A file as a listing shows it. */
export interface StoreEntry {
  readonly name: string
  readonly bytes: number
}

/**
 * The only error that a store throws, beside an aborted signal's own reason. The message is for logs and holds no secret, no URL with a
 * user in it and no file name of a photo (R6); people are told by `fault`.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly fault: StoreFault
  /** Whether trying again later may succeed without anybody doing anything. */
  readonly retryable: boolean

  /** @param fault what a person needs to know; @param detail a few words or a code for the log; @param cause the error underneath */
  constructor(fault: StoreFault, detail: string, cause?: unknown) {
    super(`${fault}: ${detail}`, cause === undefined ? undefined : { cause })
    this.fault = fault
    this.retryable = mayPass(fault)
  }
}

/** Whether an error is a store's, of one of these faults when any is named. */
export function isStoreError(error: unknown, ...faults: readonly StoreFault[]): error is StoreError {
  return error instanceof StoreError && (faults.length === 0 || faults.includes(error.fault))
}

/** What a transfer of a whole file takes. */
export interface TransferOptions {
  /** Ends the transfer early; the promise rejects with the signal's reason, and what is already there is kept for the next attempt. */
  readonly signal?: AbortSignal
  /** Bytes of the file that are across so far, what an earlier attempt brought included; rises to the file's size. */
  readonly onBytes?: (bytes: number) => void
}

/** One shared store (S1). Every method may throw StoreError; none writes to another's file. */
export interface FileStore {
  readonly kind: 'folder' | 'webdav' | 's3' | 'memory'

  /**
   * Every file below a prefix such as `sync/` (empty: the whole store), in any order. A folder that is not there lists empty, but a root
   * that is not there throws `missing`. Temp files of unfinished puts are not listed. A listing may lag behind what was stored: absence
   * never means deletion (S2).
   */
  list(prefix: string): Promise<StoreEntry[]>

  /** Whole content. @throws StoreError `missing` */
  read(name: string): Promise<Uint8Array>

  /** Bytes `from` to `to` (exclusive, cut at the file's end). @throws StoreError `missing`; `damaged` when `from` lies beyond the end */
  readRange(name: string, from: number, to: number): Promise<Uint8Array>

  /** Bytes of the file, or null when it is not there. */
  size(name: string): Promise<number | null>

  /**
   * Stores a file that must not exist yet. What is visible under the name is whole, and of two at once exactly one gets 'stored' as far
   * as the store can promise it (ADR 0017). 'exists' when the name is taken, whatever its content: the caller compares.
   */
  putNew(name: string, bytes: Uint8Array): Promise<'stored' | 'exists'>

  /** Replaces a file of one's own (repair of a torn upload, presence), or makes it; a reader sees the old or the new one whole. */
  replace(name: string, bytes: Uint8Array): Promise<void>

  /**
   * Uploads a local file under a new name, streaming, in parts. Tried again after an interruption it goes on with what is already there
   * (folder: the temp file; S3: the parts; WebDAV: from the start, see ADR 0017). The local file must not change meanwhile.
   */
  putFileNew(name: string, path: string, options: TransferOptions): Promise<'stored' | 'exists'>

  /**
   * Downloads to a local temp path, going on where the partial file there ends; synced to disk when it returns. The caller checks the
   * content's hash and begins anew (without the partial file) when it is wrong. @throws StoreError `missing`, `damaged`
   */
  readToFile(name: string, path: string, options: TransferOptions): Promise<void>

  /** Removes a file of one's own; not there is no error. */
  remove(name: string): Promise<void>

  /** Ends connections; nothing may be called afterwards. */
  close(): Promise<void>
}
