import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../../db/backup'
import type { Kernel } from '../kernel'

const folderOf = (kernel: Kernel, stream: string): string => join(kernel.dataDir, 'sync', 'outbox', stream)
const fileOf = (kernel: Kernel, stream: string, seq: number): string => join(folderOf(kernel, stream), `${String(seq).padStart(8, '0')}.seg`)

/** Bytes of a segment of this device. @throws when the file is not there */
export const outboxBytes = (kernel: Kernel, stream: string, seq: number): Uint8Array => readFileSync(fileOf(kernel, stream, seq))

/** temp → write → fsync → rename → fsync folder (design, decision 5): the row that names it comes after. */
export function keepOutbox(kernel: Kernel, stream: string, seq: number, bytes: Uint8Array): void {
  const folder = folderOf(kernel, stream)
  mkdirSync(folder, { recursive: true })
  const file = fileOf(kernel, stream, seq)
  const fd = openSync(`${file}.part`, 'w')
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(`${file}.part`, file)
  syncFolder(folder)
}

/** The file of a segment that is no longer needed goes; not there is no error. */
export function dropOutbox(kernel: Kernel, stream: string, seq: number): void {
  rmSync(fileOf(kernel, stream, seq), { force: true })
}

/** What a segment of the outbox names as the one before it. @throws when the file is not there */
export function readPrev(kernel: Kernel, stream: string, seq: number): string {
  const bytes = Buffer.from(outboxBytes(kernel, stream, seq))
  return (JSON.parse(bytes.subarray(0, bytes.indexOf(0x0a)).toString('utf8')) as { prev: string }).prev
}
