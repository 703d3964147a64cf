import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { RPCHandler } from '@orpc/server/message-port'
import type { Contract } from '../../src/contract'
import type { Host } from '../../src/backend/rpc/context'
import { router } from '../../src/backend/rpc/router'
import { openBenchData, type BenchData } from './data'

export type Rpc = ContractRouterClient<Contract>

/** Runs in the worker: the whole backend behind one port, as boot serves it to a page. */
export function serveOurs(): void {
  const { data, port } = workerData.work as { data: BenchData; port: MessagePort }
  const { folder, actor } = openBenchData(data)
  const refuse = (): never => {
    throw new Error('the benchmark changes no folder')
  }
  const host: Host = { kernel: () => folder.kernel, create: refuse, open: refuse, state: refuse }
  new RPCHandler(router).upgrade(port, { context: { host, session: { actor } } })
  port.start()
  parentPort?.on('message', () => {
    folder.close()
    process.exit(0)
  })
  parentPort?.postMessage('ready')
}

/** The page's side: the typed client of the contract. */
export function createOurPage(port: MessagePort): Rpc {
  port.start()
  return createORPCClient<Rpc>(new RPCLink({ port }))
}
