import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * Bundles entries of this clone as the command line does and returns the folder with one `<name>.js` for each. It lies inside the
 * clone, so that the libraries left outside the bundle are found; `remove` deletes it.
 * @param name tells the folders of two tests apart
 * @param input path below the repository's root by name
 */
export async function buildEntries(name: string, input: Readonly<Record<string, string>>): Promise<{ folder: string; remove: () => void }> {
  const folder = join(root, 'test-results', `${name}-${process.pid}`)
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
        input: Object.fromEntries(Object.entries(input).map(([entry, path]) => [entry, join(root, path)])),
        external: ['better-sqlite3', 'wasm-vips', 'libheif-js', /^libheif-js\//, /^onnxruntime-web(\/|$)/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  for (const entry of Object.keys(input)) if (!existsSync(join(folder, `${entry}.js`))) throw new Error(`${entry} was not built`)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const FILE_PROCESS_ENTRY = 'src/backend/file-process/fork-entry.ts'

/** Bundles the real file process and returns the path of its entry. */
export async function buildFileWorker(name: string): Promise<{ entry: string; remove: () => void }> {
  const { folder, remove } = await buildEntries(`file-worker-${name}`, { files: FILE_PROCESS_ENTRY })
  return { entry: join(folder, 'files.js'), remove }
}
