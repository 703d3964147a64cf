import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError, type ErrorCode } from '../../domain/errors'

/**
 * The staging file of an import: what was read of a file from outside, one JSON array of records per line, written by the file process
 * and read by the process that owns the database. It counts only once its batch says that it is whole; until then, and after
 * the batch is done, it may be thrown away (design, decision 1). In the database itself the same text would be written twice more and
 * would keep the thread that answers pages busy.
 */

const REFUSALS: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL', EDQUOT: 'DISK_FULL', EACCES: 'DATA_FOLDER_NOT_WRITABLE', EPERM: 'DATA_FOLDER_NOT_WRITABLE', EROFS: 'DATA_FOLDER_NOT_WRITABLE', ENOENT: 'DATA_FOLDER_NOT_WRITABLE',
}

function translated<R>(work: () => R): R {
  try {
    return work()
  } catch (error) {
    const system = error instanceof Error && 'code' in error ? String(error.code) : ''
    const code = REFUSALS[system]
    throw code === undefined ? error : new AppError(code, { system, what: 'staging' }, { cause: error })
  }
}

/** Writes the staging file. @throws AppError DISK_FULL, DATA_FOLDER_NOT_WRITABLE */
export class StageWriter {
  private readonly file: number

  constructor(private readonly path: string) {
    this.file = translated(() => openSync(path, 'w'))
  }

  append(records: readonly unknown[]): void {
    if (records.length === 0) return
    const line = Buffer.from(`${JSON.stringify(records)}\n`)
    translated(() => {
      for (let at = 0; at < line.length; ) at += writeSync(this.file, line, at)
    })
  }

  /** The file and its name are on the disk when this returns. */
  finish(): void {
    translated(() => {
      fsyncSync(this.file)
      closeSync(this.file)
      // Windows has no handle of a folder to flush.
      if (process.platform === 'win32') return
      const folder = openSync(dirname(this.path), 'r')
      fsyncSync(folder)
      closeSync(folder)
    })
  }

  /** After a failure: the caller throws the file away. */
  abandon(): void {
    closeSync(this.file)
  }
}

const BLOCK = 256 * 1024
const LINE_END = 10

/** Reads a whole staging file from its beginning, array by array. */
export class StageReader {
  private readonly file: number
  private rest = Buffer.alloc(0)
  private at = 0
  private ended = false

  /** @throws the system's error when there is no such file */
  constructor(path: string) {
    this.file = openSync(path, 'r')
  }

  /** The next array of records, null at the end. @throws AppError FILE_DAMAGED for a file that does not end with a line */
  next(): unknown[] | null {
    for (;;) {
      const end = this.rest.indexOf(LINE_END, this.at)
      if (end >= 0) {
        const line = this.rest.toString('utf8', this.at, end)
        this.at = end + 1
        return JSON.parse(line) as unknown[]
      }
      if (this.ended) {
        if (this.at < this.rest.length) throw new AppError('FILE_DAMAGED', { why: 'staging cut off' })
        return null
      }
      const block = Buffer.allocUnsafe(BLOCK)
      const read = readSync(this.file, block, 0, BLOCK, null)
      this.ended = read === 0
      this.rest = Buffer.concat([this.rest.subarray(this.at), block.subarray(0, read)])
      this.at = 0
    }
  }

  close(): void {
    closeSync(this.file)
  }
}
