import { fileURLToPath } from 'node:url'
import boundaries from 'eslint-plugin-boundaries'
import vue from 'eslint-plugin-vue'
import typescript from 'typescript-eslint'
import { dependencies, elements } from './layers.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const projects = ['src/domain', 'electron', 'src/renderer'].map((dir) => `${root}${dir}/tsconfig.json`)
const SOURCES = ['**/*.{ts,mts,vue}']
const ALL = ['**/*.{ts,mts,vue,js,mjs,cjs}']

export default typescript.config(
  {
    ignores: ['node_modules/', 'out/', 'out.*/', 'dist/', '.cache/', 'test-results/', 'playwright-report/', 'test/fixtures/', 'test/lint/planted/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...typescript.configs.strict.map((config) => ({ ...config, files: SOURCES })),
  ...vue.configs['flat/recommended'].map((config) => ({ ...config, files: config.files ?? ['**/*.vue'] })),
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      // How a line is broken is not worth a discussion; what remains are mistakes.
      ...off(Object.keys(vue.configs['flat/strongly-recommended'].at(-1).rules)),
      'vue/attributes-order': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/require-explicit-emits': 'error',
    },
  },
  {
    files: ALL,
    rules: {
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-control-regex': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-debugger': 'error',
      'no-unused-expressions': 'error',
    },
  },
  {
    files: SOURCES,
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-expressions': 'error',
      'no-unused-expressions': 'off',
      // With noUncheckedIndexedAccess, bytes[i] in a loop has no better word.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
    },
  },
  {
    // Only the two rules about promises need types: the whole run stays under half a minute.
    files: ['src/**/*.ts', 'electron/**/*.ts', 'test/**/*.ts', 'drizzle/**/*.ts'],
    languageOptions: { parserOptions: { project: projects, tsconfigRootDir: root } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  { files: ['test/**'], rules: { 'no-control-regex': 'off' } },
  {
    files: ALL,
    // Configuration files in the root folder are in no layer; nobody may import them.
    ignores: ['*.*'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': root,
      'boundaries/elements': elements,
      'import/resolver': { [fileURLToPath(new URL('resolver.cjs', import.meta.url))]: {} },
    },
    rules: {
      'boundaries/dependencies': ['error', dependencies],
      'boundaries/no-unknown-files': 'error',
    },
  },
)

/** @param {string[]} rules */
function off(rules) {
  return Object.fromEntries(rules.map((rule) => [rule, 'off']))
}
