import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '..', '..')

/** What each mode builds; the set-up (electron/runtime/build.mjs) names the output folder. */
const ENTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cli: { cli: 'src/cli/main.ts', files: 'src/cli/files.ts' },
  bench: { run: 'test/bench/run.ts', 'bare-photos': 'test/bench/bare-photos.ts', 'photo-files': 'test/bench/photo-files.ts', 'reconcile-side': 'test/bench/reconcile-side.ts', files: 'src/cli/files.ts' },
}

/** The native module, and two LGPL libraries that must stay replaceable files. */
const external = ['better-sqlite3', 'wasm-vips', 'libheif-js', /^libheif-js\//, /^onnxruntime-web(\/|$)/]

/** Bundles for plain Node: the command line (everything inside, so that it starts fast) and the benchmarks. */
export default defineConfig(({ mode }) => {
  const entries = ENTRIES[mode]
  if (!entries) throw new Error(`no entries for the mode "${mode}"`)
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, resolve(root, file)]))
  return {
    root,
    publicDir: false,
    // The benchmarks run inside the clone and may take their packages from node_modules.
    ssr: { target: 'node', ...(mode === 'cli' ? { noExternal: true } : {}) },
    build: {
      ssr: true,
      target: 'node20.18',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input,
        external,
        // One flat folder: code that looks for files beside itself finds them from every chunk.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
})
