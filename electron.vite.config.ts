import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { build, parseAst, type Plugin } from 'vite'
import { asciiOnly } from './electron/bundle/ascii-only'

const root = import.meta.dirname
const BACKGROUND = 'electron/background-program.ts'

/** Left outside the bundles: what the host brings, the native module, and two LGPL libraries that must stay replaceable files. */
const external = [
  'electron',
  /^electron\//,
  /^node:/,
  ...builtinModules,
  'better-sqlite3',
  'wasm-vips',
  'libheif-js',
  /^libheif-js\//,
  // reads its own files beside itself; its models are data (docs/adr/0015)
  /^onnxruntime-web(\/|$)/,
]

/** Both the released Electron and the fallback run these bundles: see docs/adr and design.md, decision 11. */
const nodeTarget = 'node20.18'

/** Comments and blanks are read at every start; names stay, since logs show where a failure came from. */
const minify = { compress: false, mangle: false, codegen: true } as const

/** Writes every script in ASCII, half as large in memory as one with a Chinese word in it (X8). */
const asciiScripts = (): Plugin => ({
  name: 'ascii-scripts',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = asciiOnly(file.code, parseAst)
  },
})

/** What the bundler tells of a module: whom it imports, and whom it may import later. */
interface Links {
  getModuleInfo(id: string): { readonly importedIds: readonly string[]; readonly dynamicallyImportedIds: readonly string[] } | null
}

/** The bundler's name of a source file; it writes Windows paths one way or the other. Throws for a file that is not built: everything would be sorted wrongly. */
function moduleOf(file: string, links: Links): string {
  const path = resolve(root, file)
  const id = [path, path.replaceAll('\\', '/')].find((one) => links.getModuleInfo(one) !== null)
  if (id === undefined) throw new Error(`electron.vite.config.ts names ${file}, which is no part of what is built`)
  return id
}

/** Every module that some modules need; `later` also those that they may ask for later. */
function reach(from: readonly string[], links: Links, later: boolean): Set<string> {
  const found = new Set<string>()
  const open = from.map((file) => moduleOf(file, links))
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    const module = links.getModuleInfo(id)
    if (module !== null) open.push(...module.importedIds, ...(later ? module.dynamicallyImportedIds : []))
  }
  return found
}

/** What the background process starts with: all that its entry imports. What it asks for by `import()` lies in a file of its own and is read later (X1). */
function backgroundFiles(): (id: string, links: Links) => 'start' | 'later' {
  let start: ReadonlySet<string> | null = null
  return (id, links) => {
    start ??= reach([BACKGROUND], links, false)
    return start.has(id) ? 'start' : 'later'
  }
}

/** The program of the background process as scripts, which V8 can keep compiled (electron/compile-cache.ts); modules it cannot. */
function backgroundProgram(): Plugin {
  return {
    name: 'background-program',
    async writeBundle({ dir }) {
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        plugins: [asciiScripts()],
        ssr: { target: 'node', noExternal: true },
        build: {
          ssr: true,
          target: nodeTarget,
          outDir: dir ?? resolve(root, 'out/main'),
          emptyOutDir: false,
          minify: false,
          rolldownOptions: {
            input: { 'background-program': resolve(root, BACKGROUND) },
            external,
            output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: ({ name }) => (name === 'background-program' ? 'background-start.cjs' : `background-${name}.cjs`), strictExecutionOrder: true, codeSplitting: { includeDependenciesRecursively: false, groups: [{ debugName: 'background', name: backgroundFiles() }] }, minify },
          },
        },
      })
    },
  }
}

/** What the first screen of the window is made of: its entry, and the pane whose rows end the start (X1). */
const FIRST = ['src/renderer/main.ts', 'src/renderer/features/queue/QueuePane.vue']
/** The panes that stand beside them in the layout most people keep. */
const BESIDE = ['src/renderer/features/case/CasePane.vue', 'src/renderer/features/templates/TemplatesPane.vue', 'src/renderer/features/photos/PhotosPane.vue']
/** Another page with data (T3), and those without. */
const FLOAT = ['src/renderer/float.ts']
const PLAIN = ['src/renderer/print.ts', 'src/renderer/region.ts']

type PageFile = 'plain' | 'shared' | 'first' | 'replies' | 'beside'

/**
 * Which file of the pages a module goes to, null: as the bundler likes. Left alone it makes a file of every set of modules that some lazy
 * parts share, and the first screen came in 100 files, each of which the shell has to serve: 150 ms of a start (X1). What other
 * pages need as well lies apart, since a page runs whatever stands in the files it loads.
 */
function pageFiles(): (id: string, links: Links) => PageFile | null {
  let sets: Readonly<Record<'first' | 'beside' | 'float' | 'plain', ReadonlySet<string>>> | null = null
  return (id, links) => {
    sets ??= { first: reach(FIRST, links, false), beside: reach(BESIDE, links, false), float: reach(FLOAT, links, true), plain: reach(PLAIN, links, true) }
    if (!sets.first.has(id) && !sets.beside.has(id)) return null
    if (sets.plain.has(id)) return 'plain'
    if (sets.first.has(id)) return sets.float.has(id) ? 'shared' : 'first'
    return sets.float.has(id) ? 'replies' : 'beside'
  }
}

/** In this order, since each takes what its modules import with it. */
function pageGroups(): { name: (id: string, links: Links) => PageFile | null; debugName: string; priority: number }[] {
  const fileOf = pageFiles()
  const files: readonly PageFile[] = ['plain', 'shared', 'first', 'replies', 'beside']
  return files.map((file, at) => ({ debugName: file, priority: files.length - at, name: (id, links) => (fileOf(id, links) === file ? file : null) }))
}

export default defineConfig({
  main: {
    plugins: [backgroundProgram(), asciiScripts()],
    build: {
      target: nodeTarget,
      externalizeDeps: false,
      sourcemap: false,
      minify: false,
      rolldownOptions: {
        input: {
          index: resolve(root, 'electron/main/index.ts'),
          background: resolve(root, 'electron/background.ts'),
          files: resolve(root, 'electron/files.ts'),
        },
        external,
        // the second bundle is made inside a hook of the first, on purpose
        checks: { pluginTimings: false },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', minify },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      // a sandboxed preload cannot load files: everything in one CommonJS file
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(root, 'electron/preload/index.ts'), region: resolve(root, 'electron/preload/region.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [vue(), asciiScripts()],
    // pages keep their own origin in development, so the reload socket is told where the server is
    server: { port: 5173, strictPort: true, hmr: { protocol: 'ws', host: 'localhost', clientPort: 5173 } },
    define: {
      // vue-i18n compiles messages to functions unless told to interpret them; `Function` is refused by the pages' policy (R5)
      __INTLIFY_JIT_COMPILATION__: true,
      __INTLIFY_DROP_MESSAGE_COMPILER__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_I18N_LEGACY_API__: false,
      __VUE_OPTIONS_API__: true,
      __VUE_PROD_DEVTOOLS__: false,
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    },
    build: {
      target: 'chrome130',
      minify: true,
      sourcemap: false,
      // a data: URL for a font or a script would need a wider policy
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: resolve(root, 'src/renderer/index.html'), float: resolve(root, 'src/renderer/float.html'), print: resolve(root, 'src/renderer/print.html'), region: resolve(root, 'src/renderer/region.html') },
        output: { codeSplitting: { groups: pageGroups() } },
      },
    },
  },
})
