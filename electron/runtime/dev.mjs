// npm run dev [-- arguments of the app]: the window over a development server that reloads on change
import { ensureDisplay } from './display.mjs'
import { mustDropSandbox } from './launch-args.mjs'
import { passToNode } from './pass.mjs'
import { inRepo } from './paths.mjs'
import { runMain } from './say.mjs'
import { setUp } from './setup.mjs'

await runMain(async () => {
  const electron = await setUp()
  const display = await ensureDisplay()
  const args = [
    ...((await mustDropSandbox(electron)) ? ['--noSandbox'] : []),
    '--',
    ...(display.virtual ? ['--disable-gpu'] : []),
    ...process.argv.slice(2),
  ]
  const script = inRepo('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const code = await passToNode([script, 'dev', ...args], { ...process.env, ELECTRON_EXEC_PATH: electron.path })
  display.stop()
  return code
})
