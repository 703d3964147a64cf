import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

/**
 * Runs a CommonJS program with what V8 compiled of it the last time: over half of the time between the start of a process and its first
 * answer goes into compiling (X1). Node 22 has this built in, the fallback Electron's Node 20 has not. V8 itself refuses a cache of another
 * version of itself; the first line of the file says which program it belongs to. Like Chromium's own code cache it lies in the
 * profile of the person, who could change the program as well.
 */
export interface CachedProgram {
  readonly exports: unknown
  /** Whether the cache fitted. */
  readonly wasCached: boolean
  /** Keeps what is compiled by now for the next start; does nothing when a fitting cache was there or was made before. */
  save(): void
}

/** @param programPath absolute path of the program @param cacheFile where the cache lies or will lie */
export function runCached(programPath: string, cacheFile: string): CachedProgram {
  const source = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(programPath, 'utf8')}\n})`
  const facts = statSync(programPath)
  const key = `${process.version} ${facts.size} ${facts.mtimeMs}\n`
  const cachedData = readCache(cacheFile, key)
  const script = new Script(source, { filename: programPath, ...(cachedData === null ? {} : { cachedData }) })
  const wasCached = cachedData !== null && script.cachedDataRejected === false
  const program: { exports: unknown } = { exports: {} }
  const run = script.runInThisContext() as (exports: unknown, require: NodeJS.Require, module: { exports: unknown }, filename: string, folder: string) => void
  run(program.exports, createRequire(programPath), program, programPath, dirname(programPath))
  let kept = wasCached
  return {
    exports: program.exports,
    wasCached,
    save() {
      if (kept) return
      kept = true
      const part = `${cacheFile}.part`
      mkdirSync(dirname(cacheFile), { recursive: true })
      writeFileSync(part, Buffer.concat([Buffer.from(key), script.createCachedData()]))
      renameSync(part, cacheFile)
    },
  }
}

/** What V8 compiled of this very program; null when there is none or it belongs to another one. */
function readCache(cacheFile: string, key: string): Buffer | null {
  try {
    const bytes = readFileSync(cacheFile)
    return bytes.subarray(0, key.length).toString('latin1') === key ? bytes.subarray(key.length) : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
