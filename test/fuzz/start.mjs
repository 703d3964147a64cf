// Loads the TypeScript of the fuzzer; what parses the files is bundled and runs in processes of its own.
import { runnerImport } from 'vite'
import { inRepo } from '../../electron/runtime/paths.mjs'
import { runMain } from '../../electron/runtime/say.mjs'

await runMain(async () => {
  const { module } = await runnerImport(inRepo('test', 'fuzz', 'fuzz.ts'), { configFile: false, logLevel: 'error' })
  return /** @type {{ main: (args: string[]) => Promise<number> }} */ (module).main(process.argv.slice(2))
})
