import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Bundles the real file process as the command line does and returns the path of its entry. It lies inside the clone, so that
 * the libraries left outside the bundle are found; `remove` deletes it.
 */
export async function buildFileWorker(name: string): Promise<{ entry: string; remove: () => void }> {
  const folder = join(root, 'test-results', `file-worker-${name}-${process.pid}`)
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { target: 'node', noExternal: true },
    build: {
      ssr: true,
      target: 'node20.18',
      minify: false,
      emptyOutDir: true,
      outDir: folder,
      rolldownOptions: {
        input: { files: join(root, 'src/backend/file-process/fork-entry.ts') },
        external: ['better-sqlite3', 'wasm-vips', 'libheif-js', /^libheif-js\//],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const entry = join(folder, 'files.js')
  if (!existsSync(entry)) throw new Error('the file process was not built')
  return { entry, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
