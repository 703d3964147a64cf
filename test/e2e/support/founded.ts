import { join } from 'node:path'
import { launchApp, temporaryFolder, type LaunchedApp, type LaunchOptions } from './app'
import { pageRpc, type PageRpc } from './rpc'

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
