// npm run -s cli -- <command>: the administrator's command line, ready after `npm ci` alone. stdout belongs to it.
import { pathToFileURL } from 'node:url'
import { ensureCli } from './build.mjs'
import { isModernNode } from './node24.mjs'
import { ensurePackages } from './packages.mjs'
import { passToNode } from './pass.mjs'
import { inRepo } from './paths.mjs'
import { runMain } from './say.mjs'

await runMain(async () => {
  await ensurePackages()
  await ensureCli()
  const entry = inRepo('out', 'cli', 'cli.js')
  const args = process.argv.slice(2)
  // The prebuilt SQLite module crashes a Node before 22.14; a Node that is new enough saves a second process.
  if (isModernNode(process.versions.node)) {
    process.argv = [process.execPath, entry, ...args]
    await import(pathToFileURL(entry).href)
    return undefined
  }
  return passToNode([entry, ...args])
})
