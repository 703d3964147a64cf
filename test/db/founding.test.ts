import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import type { Contract } from '../../src/contract'
import { createBackend } from '../../src/backend/boot'
import { openFolder } from '../../src/backend/open-folder'
import { noFiles } from '../support/kernel'
import { ROOT, tempFolder } from '../support/folders'

async function connect(dataDir: string | null) {
  const opened: string[] = []
  const backend = await createBackend({
    dataDir,
    resourcesDir: ROOT,
    appVersion: '0.0.0',
    locale: 'zh-CN',
    spawnFileProcess: () => Promise.reject(new Error('no file process in this test')),
    onDataDirOpened: (folder) => opened.push(folder),
    tidyMemory: () => undefined,
  })
  const { port1, port2 } = new MessageChannel()
  backend.connect(port1)
  port1.start()
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }))
  port2.start()
  return {
    client,
    opened,
    async close() {
      port2.close()
      await backend.drain()
    },
  }
}

const founding = (dataDir: string) => ({ dataDir, shop: { name: '云间家居', platform: 'tmall' }, staff: { name: '张敏' } })

describe('U4: founding a data folder over the real port', () => {
  it('goes from nothing to a signed-in supervisor, and the next start needs no sign-in', async () => {
    const dataDir = join(tempFolder(), 'data')
    const first = await connect(null)
    expect(await first.client.session.state()).toMatchObject({ phase: 'no-data-folder', staff: [] })
    expect(await first.client.session.setUp(founding(dataDir))).toMatchObject({ phase: 'ready', me: { name: '张敏', role: 'supervisor' } })
    expect(first.opened).toEqual([dataDir])
    await first.close()
    const second = await connect(dataDir)
    expect(await second.client.session.state()).toMatchObject({ phase: 'ready', me: { name: '张敏' }, shops: [{ name: '云间家居' }] })
    await expect(second.client.session.setUp(founding(dataDir))).rejects.toMatchObject({ code: 'APP_ERROR', data: { code: 'DATA_FOLDER_BUSY' } })
    await second.close()
  })

  it('R1: a founding that was cut off after its tables is offered and finished again', async () => {
    const dataDir = join(tempFolder(), 'data')
    openFolder({ dataDir, purpose: 'create', resourcesDir: ROOT, files: noFiles }).close()
    const started = await connect(dataDir)
    expect(await started.client.session.state()).toMatchObject({ phase: 'no-data-folder' })
    expect(await started.client.session.setUp(founding(dataDir))).toMatchObject({ phase: 'ready', me: { name: '张敏' } })
    await started.close()
    const other = join(tempFolder(), 'data')
    openFolder({ dataDir: other, purpose: 'create', resourcesDir: ROOT, files: noFiles }).close()
    const again = await connect(null)
    expect(await again.client.session.setUp(founding(other))).toMatchObject({ phase: 'ready', me: { name: '张敏' } })
    await again.close()
  })

  it('a folder that somebody works in is not founded a second time', async () => {
    const dataDir = join(tempFolder(), 'data')
    const first = await connect(null)
    await first.client.session.setUp(founding(dataDir))
    await first.close()
    const second = await connect(null)
    await expect(second.client.session.setUp(founding(dataDir))).rejects.toMatchObject({ data: { code: 'DATA_FOLDER_EXISTS' } })
    expect(await second.client.session.state()).toMatchObject({ phase: 'no-data-folder' })
    await second.close()
  })
})
