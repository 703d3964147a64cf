/**
 * The one typed client of the background process. The port behind it may change (the process was restarted), the client stays:
 * calls made while there is no port wait for the next one; calls that were under way when a port died are rejected.
 */
import { createORPCClient, type ClientContext, type ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { shallowRef } from 'vue'
import type { Contract } from '../../contract'
import { WORKSTATION_PORT } from '../../contract/native'
import { bridge } from './bridge'
import { createEarly } from './early'
import { whenFirstRows } from './first-rows'

export type Rpc = ContractRouterClient<Contract>
export type ConnectionState = 'connecting' | 'connected' | 'down'

export const connectionState = shallowRef<ConnectionState>('connecting')
/** Grows by one with every port: what was learned over an older one must be asked again. */
export const generation = shallowRef(0)

type Link = ClientLink<ClientContext>
let settle: (link: Link) => void = () => undefined
let current: Promise<Link> = nextLink()
let port: MessagePort | null = null

function nextLink(): Promise<Link> {
  return new Promise((resolve) => {
    settle = resolve
  })
}

function take(next: MessagePort): void {
  port?.close()
  port = next
  next.start()
  settle(new RPCLink({ port: next }))
  connectionState.value = 'connected'
  generation.value += 1
}

/**
 * Asks the shell for a port; every later port (after a restart) is taken over by itself. Call once.
 * @param page `first`: the program starts with it (X1); `later`: it comes beside the first one
 */
export async function connect(page: 'first' | 'later' = 'first'): Promise<void> {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const data = event.data
    const isPort = typeof data === 'object' && data !== null && 'type' in data && data.type === WORKSTATION_PORT
    if (event.origin === location.origin && isPort && event.ports[0]) take(event.ports[0])
  })
  if (page === 'first') early.ask()
  else early.skip()
  await bridge.connect()
}

/** The process behind the port is gone: wait for a new one. */
export async function reconnect(): Promise<void> {
  connectionState.value = 'connecting'
  port?.close()
  port = null
  current = nextLink()
  await bridge.connect()
}

export function markDown(): void {
  connectionState.value = 'down'
}

const stableLink: Link = {
  call: async (path, input, options) => (await current).call(path, input, options),
}
const early = createEarly(stableLink, whenFirstRows())

/** Every procedure of the contract, typed: `await rpc.cases.get({ id })`. */
export const rpc: Rpc = createORPCClient<Rpc>(early.link)
