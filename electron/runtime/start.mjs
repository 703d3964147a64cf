// npm start [-- --smoke] [-- arguments of the app]
import { spawn } from 'node:child_process'
import { launchArgs } from './launch-args.mjs'
import { root } from './paths.mjs'
import { runMain, say } from './say.mjs'
import { setUpAndBuild } from './setup.mjs'

const SMOKE_MS = 120_000

await runMain(async () => {
  const given = process.argv.slice(2)
  const smoke = given.includes('--smoke')
  const { electron, display } = await setUpAndBuild()
  const args = [
    ...(await launchArgs(electron, { virtualDisplay: display.virtual })),
    ...given.filter((arg) => arg !== '--smoke'),
  ]
  say(`opening the window (Electron ${electron.version})`)
  const code = await open(electron.path, args, smoke)
  display.stop()
  return code
})

/** @param {string} path @param {string[]} args @param {boolean} smoke @returns {Promise<number>} exit code */
function open(path, args, smoke) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  if (smoke) env['WORKSTATION_SMOKE'] = '1'
  return new Promise((done, fail) => {
    const child = spawn(path, args, { cwd: root, env, stdio: ['inherit', smoke ? 'pipe' : 'inherit', 'inherit'] })
    let ready = false
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ part) => {
      process.stdout.write(part)
      text = (text + part).slice(-10_000)
      ready ||= /^SMOKE ready/m.test(text)
    })
    const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    process.on('SIGINT', forward).on('SIGTERM', forward)
    const timer = smoke && setTimeout(() => child.kill('SIGKILL'), SMOKE_MS)
    child.once('error', fail)
    child.once('close', (code, signal) => {
      if (timer) clearTimeout(timer)
      if (!smoke) return done(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1))
      if (ready && code === 0) say('smoke: the window showed its first screen')
      else say(`smoke: failed (${ready ? 'ready, but ended badly' : 'never ready'}, ${signal ?? `code ${code}`})`)
      done(ready && code === 0 ? 0 : 1)
    })
  })
}
