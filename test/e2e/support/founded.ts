import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { launchApp, resultsDir, temporaryFolder, type LaunchedApp, type LaunchOptions } from './app'
import { pageRpc, type PageRpc } from './rpc'

/** A shop that was founded a moment ago, with its supervisor signed in and the queue on screen. */
export interface FoundedShop {
  readonly launched: LaunchedApp
  readonly page: Page
  readonly rpc: PageRpc
  /** Holds `data/`; for files of the test as well. */
  readonly folder: string
  /** Quits and removes the folder. */
  end(): Promise<void>
}

export interface FoundedOptions extends Omit<LaunchOptions, 'dataDir' | 'userData'> {
  readonly platform?: string
  readonly shop?: string
}

/** Founds a shop over the page's own way and opens the window on it. The supervisor is 张敏, without a PIN. */
export async function foundedShop(label: string, { platform = 'taobao', shop = '云间家居旗舰店', ...options }: FoundedOptions = {}): Promise<FoundedShop> {
  const folder = await temporaryFolder(label)
  await mkdir(resultsDir, { recursive: true })
  const launched = await launchApp(options)
  const { page } = launched
  const first = await pageRpc(page)
  await first.call('session.setUp', { dataDir: join(folder, 'data'), shop: { name: shop, platform }, staff: { name: '张敏' } })
  await page.reload()
  await expect(page.getByTestId('pane-queue')).toBeVisible()
  const rpc = await pageRpc(page)
  const { staff } = await rpc.call<{ staff: readonly { id: string }[] }>('session.state')
  await rpc.call('session.signIn', { staffId: staff[0]?.id })
  return {
    launched, page, rpc, folder,
    async end() {
      await launched.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A founded data folder in a fresh home, filled by `fill` over the app's own procedures; the program is closed again. */
export async function foundedFolder(label: string, fill: (rpc: PageRpc) => Promise<void>, options: LaunchOptions = {}): Promise<string> {
  const home = await temporaryFolder(label)
  const dataDir = join(home, 'data')
  const launched: LaunchedApp = await launchApp({ userData: join(home, 'founding'), locale: 'zh-CN', theme: 'light', ...options })
  try {
    const rpc = await pageRpc(launched.page)
    await rpc.call('session.setUp', { dataDir, shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
    await fill(rpc)
  } finally {
    await launched.close()
  }
  return dataDir
}
