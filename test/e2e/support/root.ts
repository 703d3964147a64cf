import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The repository's root: the nearest folder above with a package.json. The benchmarks run the same code from a bundle elsewhere. */
function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const above = dirname(from)
  if (above === from) throw new Error('these tests lie outside their repository')
  return findRoot(above)
}

export const root = findRoot(import.meta.dirname)
