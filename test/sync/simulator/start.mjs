// Loads the TypeScript of the simulator.
import { runnerImport } from 'vite'
import { inRepo } from '../../../electron/runtime/paths.mjs'
import { runMain } from '../../../electron/runtime/say.mjs'

await runMain(async () => {
  const { module } = await runnerImport(inRepo('test', 'sync', 'simulator', 'main.ts'), { configFile: false, logLevel: 'error' })
  return /** @type {{ main: (args: string[]) => Promise<number> }} */ (module).main(process.argv.slice(2))
})
