import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'

const root = import.meta.dirname

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

/** The program of the background process as a script, which V8 can keep compiled (electron/compile-cache.ts); modules it cannot. */
function backgroundProgram(): Plugin {
  return {
    name: 'background-program',
    async writeBundle({ dir }) {
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        ssr: { target: 'node', noExternal: true },
        build: {
          ssr: true,
          target: nodeTarget,
          outDir: dir ?? resolve(root, 'out/main'),
          emptyOutDir: false,
          minify: false,
          rolldownOptions: {
            input: { 'background-program': resolve(root, 'electron/background-program.ts') },
            external,
            output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false, minify },
          },
        },
      })
    },
  }
}

export default defineConfig({
  main: {
    plugins: [backgroundProgram()],
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
    plugins: [vue()],
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
      rolldownOptions: { input: { index: resolve(root, 'src/renderer/index.html'), float: resolve(root, 'src/renderer/float.html'), print: resolve(root, 'src/renderer/print.html'), region: resolve(root, 'src/renderer/region.html') } },
    },
  },
})
