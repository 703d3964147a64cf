import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach } from 'vitest'

/** The repository's root, which holds `drizzle/` and `resources/`. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const MIGRATIONS = join(ROOT, 'drizzle')

const made: string[] = []

/** A fresh folder that is removed after the test. */
export function tempFolder(name = 'workstation-test-'): string {
  const folder = mkdtempSync(join(tmpdir(), name))
  made.push(folder)
  return folder
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})
