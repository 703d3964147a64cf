import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { copyFile, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { npm, npmScript, run, systemNode, which } from './exec.mjs'
import { withLock } from './lock.mjs'
import { inRepo, repoCache } from './paths.mjs'
import { say, SetupError } from './say.mjs'

/**
 * The prebuilt SQLite module wants Node-API 10; the fallback Electron has 9. Built like this it serves Node 20 to 24,
 * and Electron's main and utility process.
 */
const CXXFLAGS = [
  '-UNAPI_VERSION',
  '-DNAPI_VERSION=2147483647',
  '-DNAPI_EXPERIMENTAL',
  '-DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT',
].join(' ')

const MODULE = () => inRepo('node_modules', 'better-sqlite3')
const BUILT = () => join(MODULE(), 'build', 'Release', 'better_sqlite3.node')

/** @returns {string} what the built module depends on; a change of it asks for a new build */
function recipe() {
  const { version } = JSON.parse(readFileSync(join(MODULE(), 'package.json'), 'utf8'))
  const text = [version, process.platform, process.arch, CXXFLAGS].join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** @returns {boolean} the module built for Node-API 9 is in its place */
export function nativeReady() {
  try {
    return readFileSync(join(MODULE(), 'build', 'recipe'), 'utf8') === recipe() && existsSync(BUILT())
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return false
    throw error
  }
}

/**
 * Builds the SQLite module so that it loads in the fallback Electron. `npm ci` wipes the result, so a copy is kept in
 * this clone's cache and put back.
 */
export async function ensureNative() {
  if (nativeReady()) return
  await withLock('native', async () => {
    if (nativeReady()) return
    const kept = join(repoCache, 'native', recipe(), 'better_sqlite3.node')
    if (!existsSync(kept)) await build(kept)
    await install(kept)
  })
}

/** @param {string} kept */
async function install(kept) {
  const next = join(MODULE(), `build-${process.pid}`)
  await mkdir(join(next, 'Release'), { recursive: true })
  await copyFile(kept, join(next, 'Release', 'better_sqlite3.node'))
  await writeFile(join(next, 'recipe'), recipe())
  await rm(join(MODULE(), 'build'), { recursive: true, force: true })
  await rename(next, join(MODULE(), 'build'))
}

/** @param {string} kept where the finished module goes */
async function build(kept) {
  const missing = ['python3', 'make', 'g++'].filter((tool) => !which(tool))
  if (missing.length > 0) {
    throw new SetupError(`To build SQLite for this Electron, ${missing.join(', ')} must be installed. Nothing was changed.`)
  }
  say('SQLite: building it for this Electron (about a minute, once)')
  // Inside the clone, so that node-addon-api is found in its node_modules.
  const work = join(repoCache, 'native', `tmp-${process.pid}`)
  await rm(work, { recursive: true, force: true })
  await mkdir(work, { recursive: true })
  try {
    await cp(MODULE(), work, { recursive: true, filter: (from) => !/better-sqlite3[\\/](build|prebuilds)/.test(from) })
    const headers = await nodeHeaders()
    const args = ['rebuild', '--release', '--force_build=1', ...(headers ? [`--nodedir=${headers}`] : [])]
    const { command, first } = gyp()
    const env = { ...process.env, CXXFLAGS, MAKEFLAGS: '-j2' }
    const result = await run(command, [...first, ...args], { cwd: work, env, quiet: true, timeoutMs: 20 * 60_000 })
    const made = join(work, 'build', 'Release', 'better_sqlite3.node')
    if (result.code !== 0 || !existsSync(made)) {
      const log = join(repoCache, 'native', 'build.log')
      await writeFile(log, `${result.stdout}\n${result.stderr}`)
      throw new SetupError(
        `SQLite could not be built for this Electron; the compiler's words are in ${log}. ` +
          (headers ? '' : 'No Node headers were found beside any Node on PATH, and they could not be downloaded. '),
      )
    }
    await mkdir(dirname(kept), { recursive: true })
    await rename(made, kept)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** node-gyp comes with every npm. @returns {{ command: string, first: string[] }} */
function gyp() {
  const script = npmScript()
  const bundled = script && join(dirname(realpathSync(script)), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')
  if (bundled && existsSync(bundled)) return { command: systemNode(), first: [bundled] }
  if (script) return { command: systemNode(), first: [script, 'exec', '--yes', '--', 'node-gyp'] }
  throw new SetupError('npm was not found on PATH; it is needed to build SQLite. Install Node.js with npm.')
}

/**
 * Folder with include/node: what npm is told to use, else the headers beside a Node on PATH.
 * @returns {Promise<string | undefined>} undefined: node-gyp downloads them
 */
async function nodeHeaders() {
  const asked = await npm(['config', 'get', 'nodedir'], { capture: true, quiet: true, timeoutMs: 20_000 })
  const beside = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'node'))
    .filter((file) => existsSync(file))
    .map((file) => join(dirname(realpathSync(file)), '..'))
  return [asked.stdout.trim(), ...beside].find((dir) => dir && existsSync(join(dir, 'include', 'node', 'node_api.h')))
}
