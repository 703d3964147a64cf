// npm run verify:fresh: does a clone of HEAD work from nothing? Own packages cache, own downloads, both commands.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { npm, outsidePath, run } from './exec.mjs'
import { root } from './paths.mjs'
import { runMain, say, SetupError } from './say.mjs'

await runMain(async () => {
  const work = mkdtempSync(join(tmpdir(), 'verify-fresh-'))
  const clean = () => rmSync(work, { recursive: true, force: true })
  process.once('exit', clean)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130))
  const clone = join(work, 'clone')
  say(`fresh check in ${work}: cloning HEAD (what is not committed is not checked)`)
  const cloned = await run('git', ['clone', '--quiet', '--no-hardlinks', root, clone])
  if (cloned.code !== 0) throw new SetupError('git clone failed; the reason is above.')

  const env = {
    ...userEnvironment(),
    npm_config_cache: join(work, 'npm'),
    AFTER_SALES_CACHE: join(work, 'cache'),
    electron_config_cache: join(work, 'electron'),
  }
  /** @type {{ name: string, code: number, seconds: number }[]} */
  const results = []
  for (const args of [['start', '--', '--smoke'], ['test']]) {
    const began = Date.now()
    say(`npm ${args.join(' ')}`)
    const { code } = await npm(args, { cwd: clone, env })
    results.push({ name: `npm ${args.join(' ')}`, code, seconds: Math.round((Date.now() - began) / 1000) })
  }
  for (const { name, code, seconds } of results) {
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name}: ${code === 0 ? 'works' : `failed with code ${code}`} (${seconds} s)\n`)
  }
  return results.every(({ code }) => code === 0) ? 0 : 1
})

/** What the person's shell would hand to npm: without the marks of the `npm run` that we are in. @returns {NodeJS.ProcessEnv} */
function userEnvironment() {
  const marks = /^(npm_(lifecycle|package|command|execpath|node_execpath|config_(local_prefix|user_agent|node_gyp))|INIT_CWD$)/
  const kept = Object.entries(process.env).filter(([name]) => !marks.test(name))
  return { ...Object.fromEntries(kept), PATH: outsidePath().join(delimiter) }
}
