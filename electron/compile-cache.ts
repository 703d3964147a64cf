import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

/**
 * Runs a CommonJS program with what V8 compiled of it the last time: over half of the time between the start of a process and its first
 * answer goes into compiling (X1). Node 22 has this built in, the fallback Electron's Node 20 has not. V8 itself refuses a cache of another
 * version of itself; the first line of the file says which program it belongs to. Like Chromium's own code cache it lies in the
 * profile of the person, who could change the program as well.
 *
 * The program may be several files: what one asks for as `./name.cjs` lies beside it and is kept compiled like it.
 */
export interface CachedProgram {
  readonly exports: unknown
  /** Whether the cache fitted, of every file that has run. */
  readonly wasCached: boolean
  /** Keeps what is compiled by now for the next start; does nothing for a file whose cache fitted or was made before. */
  save(): void
}

/** @param programPath absolute path of the program @param cacheFile where its cache lies or will lie; those of its other files lie beside it */
export function runCached(programPath: string, cacheFile: string): CachedProgram {
  const folder = dirname(programPath)
  const outside = createRequire(programPath)
  const parts = new Map<string, Part>()
  const inside = (name: string): unknown => (name.startsWith('./') ? load(join(folder, name), `${cacheFile}.${basename(name)}`).module.exports : outside(name))
  const require = Object.assign(inside, outside)

  /** Files may need each other: one that is still running gives what it has by then, as with Node. */
  function load(path: string, cache: string): Part {
    const known = parts.get(path)
    if (known !== undefined) return known
    const part = compile(path, cache)
    parts.set(path, part)
    const run = part.script.runInThisContext() as (exports: unknown, require: NodeJS.Require, module: Part['module'], filename: string, folder: string) => void
    run(part.module.exports, require, part.module, path, folder)
    return part
  }

  const program = load(programPath, cacheFile)
  const kept = new Set<Part>()
  return {
    exports: program.module.exports,
    wasCached: [...parts.values()].every((part) => part.wasCached),
    save() {
      for (const part of parts.values()) {
        if (part.wasCached || kept.has(part)) continue
        kept.add(part)
        keep(part)
      }
    },
  }
}

interface Part {
  readonly script: Script
  readonly module: { exports: unknown }
  readonly wasCached: boolean
  readonly cacheFile: string
  /** what it is known by in its cache */
  readonly key: string
}

function compile(path: string, cacheFile: string): Part {
  const source = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(path, 'utf8')}\n})`
  const facts = statSync(path)
  const key = `${process.version} ${facts.size} ${facts.mtimeMs}\n`
  const cachedData = readCache(cacheFile, key)
  const script = new Script(source, { filename: path, ...(cachedData === null ? {} : { cachedData }) })
  return { script, module: { exports: {} }, wasCached: cachedData !== null && script.cachedDataRejected === false, cacheFile, key }
}

function keep({ script, cacheFile, key }: Part): void {
  const half = `${cacheFile}.part`
  mkdirSync(dirname(cacheFile), { recursive: true })
  writeFileSync(half, Buffer.concat([Buffer.from(key), script.createCachedData()]))
  renameSync(half, cacheFile)
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
