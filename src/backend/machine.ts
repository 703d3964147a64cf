import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'

/** Files in which systems keep an id of the installation. */
const ID_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id']

/** What the system itself gives: its installation's id, or on Windows the number of the volume that it stands on. */
function systemId(): string {
  if (process.platform === 'win32') return volumeOf(`${process.env['SystemDrive'] ?? 'C:'}\\`)
  for (const file of ID_FILES) {
    const text = textOf(file)
    if (text !== '') return text
  }
  return ''
}

function volumeOf(root: string): string {
  try {
    return String(statSync(root).dev)
  } catch {
    // Not to be had: the host's name alone is the mark then.
    return ''
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    // Not every system has one.
    return ''
  }
}

/**
 * The mark of this machine, 16 hex characters: a data folder that finds another one than it was left with was copied (docs/sync-format.md,
 * section 7). Hashed, so that the folder does not tell the machine's id.
 */
export const machineMark = (): string => createHash('sha256').update(JSON.stringify([hostname(), systemId()])).digest('hex').slice(0, 16)
