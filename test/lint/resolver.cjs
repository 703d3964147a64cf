// Finds what an import names, for the lint: relative imports without extension, and packages by their folder.
// The usual resolver does more, but brings a native module whose platform packages the registry does not always have.
const { existsSync, statSync } = require('node:fs')
const { builtinModules } = require('node:module')
const path = require('node:path')

const ENDINGS = ['', '.ts', '.vue', '.mjs', '.js', '.cjs', '.d.ts', '/index.ts', '/index.js']

const isFile = (file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true

/** @param {string} name package name @param {string} from folder @returns {string | null} its package.json */
function findPackage(name, from) {
  for (let dir = from; ; dir = path.dirname(dir)) {
    const file = path.join(dir, 'node_modules', name, 'package.json')
    if (existsSync(file)) return file
    if (path.dirname(dir) === dir) return null
  }
}

exports.interfaceVersion = 2

/** @param {string} source @param {string} file importing file @returns {{ found: boolean, path?: string | null }} */
exports.resolve = (source, file) => {
  const plain = source.replace(/\?.*$/, '')
  if (plain.startsWith('node:') || builtinModules.includes(plain)) return { found: true, path: null }
  if (/^\.{0,2}\//.test(plain) || plain === '.' || plain === '..') {
    const base = path.resolve(path.dirname(file), plain)
    const hit = ENDINGS.map((ending) => base + ending).find(isFile)
    return hit ? { found: true, path: hit } : { found: false }
  }
  const name = plain.split('/', plain.startsWith('@') ? 2 : 1).join('/')
  const hit = findPackage(name, path.dirname(file))
  return hit ? { found: true, path: hit } : { found: false }
}
