import { existsSync, readdirSync } from 'node:fs'
import { run, which } from './exec.mjs'
import { nativeReady } from './native.mjs'
import { withLock } from './lock.mjs'
import { say, SetupError } from './say.mjs'

/** Shared library → Debian package; `t64` is the name since Debian 13 and Ubuntu 24.04. */
const LIBRARIES = [
  { file: 'libgtk-3.so.0', names: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { file: 'libnss3.so', names: ['libnss3'] },
  { file: 'libasound.so.2', names: ['libasound2t64', 'libasound2'] },
  { file: 'libgbm.so.1', names: ['libgbm1'] },
  { file: 'libatk-bridge-2.0.so.0', names: ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'] },
  { file: 'libXss.so.1', names: ['libxss1'] },
]

/**
 * Makes sure that what Electron needs from the Linux system is there: installs it on Debian as root, else says what is
 * missing. Other systems need nothing.
 * @param {{ display: boolean, compiler: boolean }} needs a virtual display; a compiler for the native module
 */
export async function ensureSystem(needs) {
  if (process.platform !== 'linux') return
  if ((await missing(needs)).length === 0) return
  await withLock('system', async () => {
    const wanted = await missing(needs)
    if (wanted.length > 0) await install(wanted, needs)
  })
}

/**
 * @param {{ display: boolean, compiler: boolean }} needs
 * @returns {Promise<string[][]>} alternatives of Debian package names for each thing that is not there
 */
async function missing(needs) {
  /** @type {string[][]} */
  const wanted = []
  const cache = await run(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', ['-p'], { quiet: true })
  // A system without ldconfig keeps its libraries elsewhere: the loader itself will say what it lacks.
  if (cache.code === 0) {
    for (const { file, names } of LIBRARIES) if (!cache.stdout.includes(`\t${file} `)) wanted.push(names)
  }
  if (needs.display) {
    if (!which('Xvfb')) wanted.push(['xvfb'])
    if (!which('xauth')) wanted.push(['xauth'])
  }
  if (needs.compiler && !nativeReady()) {
    for (const tool of ['python3', 'make', 'g++']) if (!which(tool)) wanted.push([tool])
  }
  if (isRootOnDebian() && !hasChineseFont()) wanted.push(['fonts-noto-cjk'])
  return wanted
}

/** @returns {boolean} */
function isRootOnDebian() {
  return process.getuid?.() === 0 && which('apt-get') !== undefined
}

/** @returns {boolean} a font that can draw Chinese; only a look at the usual places, to stay fast */
function hasChineseFont() {
  return ['/usr/share/fonts/opentype/noto', '/usr/share/fonts/truetype', '/usr/share/fonts/noto-cjk'].some(
    (dir) => existsSync(dir) && readdirSync(dir).some((name) => /cjk|wqy|arphic|droid-fallback/i.test(name)),
  )
}

/** @param {string[][]} wanted @param {{ display: boolean, compiler: boolean }} needs */
async function install(wanted, needs) {
  const plain = wanted.map((names) => names.at(-1) ?? '').join(' ')
  if (!isRootOnDebian()) {
    throw new SetupError(
      `These system packages are missing (Debian names): ${plain}. Nothing was changed. Install them` +
        ` — on Debian or Ubuntu: sudo apt-get install --no-install-recommends ${plain} — and run the command again.`,
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  say(`system libraries: installing ${plain} with apt-get`)
  const update = await run('apt-get', ['update', '-qq'], { env, quiet: true })
  const chosen = []
  for (const names of wanted) chosen.push(await available(names))
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...chosen]
  const result = await run('apt-get', args, { env, quiet: true })
  if (result.code !== 0 || (await missing(needs)).length > 0) {
    const words = (result.stderr || update.stderr).trim().split('\n').slice(-5).join('\n')
    throw new SetupError(`apt-get could not install ${chosen.join(' ')}:\n${words}\nInstall them and run this again.`)
  }
}

/** @param {string[]} names newest first @returns {Promise<string>} the one that this Debian has */
async function available(names) {
  for (const name of names) {
    const shown = await run('apt-cache', ['show', '--no-all-versions', name], { quiet: true })
    if (shown.code === 0 && shown.stdout.includes('Package:')) return name
  }
  return names.at(-1) ?? ''
}
