import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import { root } from './root'

let bundled: Promise<string> | null = null

/** The page-side client as one script; made once per test run. */
async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'chrome130',
      lib: { entry: join(root, 'test', 'e2e', 'support', 'page-rpc.ts'), formats: ['iife'], name: 'testRpc' },
    },
  })
  const [output] = Array.isArray(result) ? result : [result]
  if (!output || !('output' in output)) throw new Error('the page-side test client was not built')
  return output.output[0].code
}

export interface PageRpc {
  /** A fresh port, for example after the background process was killed. */
  connect(): Promise<void>
  /** Calls a procedure (`health.ping`) over the page's real way: sandboxed page, port, background process. */
  call<T>(path: string, input?: unknown): Promise<T>
}

/** Injects a client into the page (the debugger may, the page's policy forbids others) and connects it. */
export async function pageRpc(page: Page): Promise<PageRpc> {
  const code = await (bundled ??= bundle())
  await page.evaluate(`${code}; globalThis.testRpc = testRpc; null`)
  const rpc: PageRpc = {
    connect: () => page.evaluate('globalThis.testRpc.connect()'),
    call: (path, input) => page.evaluate(`globalThis.testRpc.call(${JSON.stringify(path)}, ${JSON.stringify(input)})`),
  }
  await rpc.connect()
  return rpc
}
