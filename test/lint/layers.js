// The layers of the program and who may import whom: the table of the design, once, for the lint and for its own test.
// Nobody may import anything that is not named here.

const layer = (type, pattern, capture) => ({ type, pattern, partialMatch: false, ...(capture ? { capture } : {}) })

/** Which layer a file belongs to, by its folder; the first match counts, so inner folders come first. */
export const elements = [
  layer('domain', 'src/domain'),
  layer('contract', 'src/contract'),
  layer('db', 'src/backend/db'),
  layer('repositories', 'src/backend/repositories'),
  layer('photos', 'src/backend/photos'),
  layer('imports', 'src/backend/imports'),
  layer('reports', 'src/backend/reports'),
  layer('sync', 'src/backend/sync'),
  layer('templates', 'src/backend/templates'),
  layer('file-process', 'src/backend/file-process'),
  layer('templates', 'src/backend/templates'),
  layer('services', 'src/backend/services'),
  layer('jobs', 'src/backend/jobs'),
  layer('rpc', 'src/backend/rpc'),
  layer('boot', 'src/backend/boot'),
  // Files directly in src/backend; a folder that is not named above lands here too and may import nothing.
  layer('backend', 'src/backend'),
  layer('cli', 'src/cli'),
  layer('runtime', 'electron/runtime'),
  layer('main', 'electron/main'),
  layer('preload', 'electron/preload'),
  // The entries of the background and the file process.
  layer('background', 'electron'),
  layer('feature', 'src/renderer/features/*', ['name']),
  layer('ui', 'src/renderer/ui'),
  layer('renderer-rpc', 'src/renderer/rpc'),
  layer('i18n', 'src/renderer/i18n'),
  layer('app', 'src/renderer/app'),
  layer('page', 'src/renderer'),
  layer('test', 'test'),
  layer('tooling', 'drizzle'),
]

const VIEW = ['vue', 'vue-i18n', 'reka-ui', 'lucide-vue-next', '@tanstack/vue-virtual']
const BACKEND = ['db', 'repositories', 'photos', 'imports', 'reports', 'sync', 'templates', 'file-process', 'services', 'jobs', 'rpc']
/** Boot in two files: opening a data folder, which the command line shares, and serving it. */
const BOOT_FILES = '{boot,open-folder}.ts'
/** Files directly in src/backend, except boot: below the services, they know no use case. */
const BASE = '!(boot|open-folder).ts'
const LOG = [{ layer: 'backend', files: 'log.ts' }]

/** The shell around the features. */
const APP = {
  layers: ['renderer-rpc', 'ui', 'i18n', 'contract', 'domain'],
  // Other files of a feature are its own business.
  narrow: [{ layer: 'feature', files: 'index.ts' }],
  packages: [...VIEW, 'pinia', 'dockview-vue'],
}

/** Boot puts the whole backend together. */
const BOOT = { layers: [...BACKEND, 'backend', 'domain', 'contract'], packages: ['@orpc/server'], node: true }

/** What starts a process: the command line, the background process and the file process. */
const ENTRY = {
  layers: ['boot', 'contract', 'domain', 'file-process'],
  narrow: [{ layer: 'backend', files: '{boot,open-folder,log}.ts' }],
  node: true,
}

/**
 * from → layers, packages (by name, sub-paths included), `node` for Node's own modules.
 * `only`: the row is for these files of the layer. `types`: layers of which only types may be imported.
 * `narrow`: layers of which only some files may be.
 */
export const table = [
  { from: 'domain', layers: [] },
  { from: 'contract', layers: ['domain'], packages: ['zod', '@orpc/contract'] },
  { from: 'db', layers: ['domain'], packages: ['better-sqlite3', 'drizzle-orm'], node: true },
  { from: 'repositories', layers: ['db', 'domain'], packages: ['drizzle-orm'] },
  { from: 'photos', layers: ['domain', 'contract'], packages: ['wasm-vips', 'libheif-js', 'onnxruntime-web'], node: true },
  {
    from: 'imports',
    layers: ['domain', 'contract'],
    packages: ['csv-parse', 'udsv', 'fflate', 'iconv-lite', '@e965/xlsx', 'yaml'],
    node: true,
  },
  { from: 'reports', layers: ['domain', 'contract'], packages: ['fflate', '@e965/xlsx', 'iconv-lite', 'uqr'], node: true },
  { from: 'sync', layers: ['domain', 'contract'], packages: ['aws4fetch', 'saxes'], node: true },
  { from: 'templates', layers: ['domain'], packages: ['pinyin-pro'] },
  { from: 'templates', layers: ['domain', 'contract'], packages: ['pinyin-pro'], node: true },
  { from: 'file-process', layers: ['domain', 'contract', 'photos', 'imports'], node: true },
  {
    from: 'services',
    layers: ['repositories', 'photos', 'imports', 'reports', 'sync', 'templates', 'domain', 'contract', 'file-process'],
    narrow: [
      // A service opens its transaction, but never builds a query: no schema, no drizzle.
      { layer: 'db', files: '!schema/**' },
      { layer: 'backend', files: BASE },
    ],
    node: true,
  },
  { from: 'backend', only: BASE, layers: ['domain', 'contract'], packages: ['yaml', 'zod'], node: true },
  { from: 'rpc', layers: ['services', 'domain', 'contract'], narrow: LOG, packages: ['@orpc/server', '@orpc/contract'] },
  { from: 'jobs', layers: ['services', 'domain'], types: ['contract'], narrow: LOG },
  { from: 'boot', ...BOOT },
  { from: 'backend', only: BOOT_FILES, ...BOOT },
  { from: 'cli', ...ENTRY },
  { from: 'cli', only: 'vite.config.ts', layers: [], packages: ['vite'], node: true },
  { from: 'background', ...ENTRY, packages: ['electron'] },
  { from: 'background', only: '*.config.*', layers: [], packages: '*', node: true },
  { from: 'runtime', layers: [], node: true },
  { from: 'main', layers: ['contract'], types: ['domain'], packages: ['electron'], node: true },
  // The channel's name is the one value; a schema would drag zod into the preload script.
  { from: 'preload', layers: [], types: ['contract'], narrow: [{ layer: 'contract', files: 'native.ts' }], packages: ['electron'] },
  { from: 'feature', layers: ['renderer-rpc', 'ui', 'i18n', 'contract', 'domain'], packages: [...VIEW, 'pinia'] },
  { from: 'ui', layers: ['i18n'], types: ['domain'], packages: VIEW },
  { from: 'ui', only: 'charts/**', layers: ['ui', 'i18n'], types: ['domain'], packages: [...VIEW, 'echarts'] },
  { from: 'i18n', layers: [], packages: ['vue', 'vue-i18n'] },
  {
    from: 'renderer-rpc',
    layers: ['contract', 'domain', 'i18n', 'ui'],
    packages: ['vue', 'pinia', 'zod', '@orpc/client', '@orpc/contract'],
  },
  { from: 'app', ...APP },
  { from: 'page', ...APP, layers: [...APP.layers, 'app'] },
  { from: 'test', layers: '*', packages: '*', node: true },
  { from: 'tooling', layers: ['db'], packages: '*', node: true },
]

const local = (type) => ({ element: { type } })

/** @param {(typeof table)[number]} row */
function policiesOf(row) {
  const from = { element: { type: row.from, ...(row.only ? { fileInternalPath: row.only } : {}) } }
  const allow = (to, dependency) => ({ from, allow: { to, ...(dependency ? { dependency } : {}) } })
  const policies = []
  if (row.layers === '*') policies.push(allow({ module: { origin: 'local' } }))
  else if (row.layers.length > 0) policies.push(allow(local(row.layers)))
  if (row.types) policies.push(allow(local(row.types), { kind: 'type' }))
  for (const { layer, files } of row.narrow ?? []) {
    policies.push(allow({ element: { type: layer, fileInternalPath: files } }))
  }
  if (row.packages === '*') policies.push(allow({ module: { origin: 'external' } }))
  else if (row.packages) policies.push(allow({ module: { origin: 'external', source: row.packages } }))
  if (row.node) policies.push(allow({ module: { origin: 'core' } }))
  return policies
}

/** Options of boundaries/dependencies. */
export const dependencies = {
  default: 'disallow',
  checkAllOrigins: true,
  checkUnknownLocals: true,
  message:
    '{{from.element.types.[0]}} may not import {{#if to.module.source}}{{to.module.source}}{{else}}{{to.element.types.[0]}} ({{dependency.source}}){{/if}}: see test/lint/layers.js',
  policies: table.flatMap(policiesOf),
}
