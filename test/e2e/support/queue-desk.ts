import { join } from 'node:path'
import { expect } from '@playwright/test'
import { launchApp, type LaunchedApp } from './app'
import { pageRpc, type PageRpc } from './rpc'

/** A shop with a few open cases of different kinds, one colleague, and the supervisor signed in: what queue and sheet are tried on. */
export interface QueueDesk {
  readonly launched: LaunchedApp
  readonly rpc: PageRpc
  /** case numbers, oldest first */
  readonly numbers: readonly string[]
  readonly ids: readonly string[]
  readonly colleague: string
}

const KINDS = ['tracking-inquiry', 'damaged', 'tracking-inquiry', 'quality', 'damaged', 'tracking-inquiry'] as const

export async function openQueueDesk(home: string): Promise<QueueDesk> {
  const launched = await launchApp({ userData: join(home, 'settings'), locale: 'zh-CN', theme: 'light', env: { TZ: 'Asia/Shanghai' } })
  const rpc = await pageRpc(launched.page)
  const dataDir = join(home, 'data')
  await rpc.call('session.setUp', { dataDir, shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  const ids: string[] = []
  const numbers: string[] = []
  for (const [index, kind] of KINDS.entries()) {
    const made = await rpc.call<{ id: string; caseNo: string }>('cases.create', { kind, buyerNick: `买家${index + 1}`, note: `第 ${index + 1} 件：${kind === 'damaged' ? '箱子压扁了' : '问到哪里了'}` })
    ids.push(made.id)
    numbers.push(made.caseNo)
  }
  const colleague = await rpc.call<{ id: string }>('masters.staffCreate', { name: '李客服', role: 'agent' })
  await launched.page.reload()
  await expect(launched.page.getByTestId('sign-in')).toBeVisible()
  await launched.page.keyboard.press('Enter')
  await expect(launched.page.getByTestId('queue-list').getByRole('option')).toHaveCount(KINDS.length)
  const fresh = await pageRpc(launched.page)
  const { staff } = await fresh.call<{ staff: { id: string; name: string }[] }>('session.state')
  await fresh.call('session.signIn', { staffId: staff.find((one) => one.name === '张敏')?.id })
  return { launched, rpc: fresh, ids, numbers, colleague: colleague.id }
}
