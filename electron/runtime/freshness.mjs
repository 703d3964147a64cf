import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { inRepo } from './paths.mjs'

/**
 * A short text that changes when a file under one of the places is added, removed, moved or written. Names, sizes and
 * times only: a few hundred files take a few milliseconds.
 * @param {readonly string[]} places files or folders relative to the repository; absent ones count as such
 * @returns {string}
 */
export function fingerprint(places) {
  const hash = createHash('sha256')
  for (const place of places) add(inRepo(place))
  return hash.digest('hex')

  /** @param {string} path */
  function add(path) {
    const info = statSync(path, { throwIfNoEntry: false })
    if (info?.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (name !== 'node_modules') add(join(path, name))
    } else hash.update(`${path}\0${info ? `${info.size} ${info.mtimeMs}` : 'none'}\n`)
  }
}

/**
 * @param {string} stamp file that holds the fingerprint of what was built
 * @param {string} now
 * @returns {boolean}
 */
export function isFresh(stamp, now) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === now
}

/** @param {string} stamp @param {string} now the fingerprint taken before building */
export function markFresh(stamp, now) {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, now)
}
