import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { NativeBridge } from '../../../src/contract/native'

/**
 * Runs inside the page (bundled and injected by `rpc.ts`): a second client beside the page's own, on a port of its own.
 * The DOM names it needs are declared here because tests are typechecked without the DOM.
 */
interface PortMessage {
  readonly ports: readonly [Parameters<typeof startPort>[0]]
}
declare const window: { readonly workstation: NativeBridge }
declare const MessageEvent: { readonly prototype: object }

type Port = ConstructorParameters<typeof RPCLink>[0]['port'] & { start(): void }
type Procedure = (input: unknown) => Promise<unknown>

function startPort(port: Port): unknown {
  const client: unknown = createORPCClient(new RPCLink({ port }))
  port.start()
  return client
}

let client: unknown = null

/**
 * Asks the shell for a port and keeps it from the page's own listener, which would take it for a new one of its own. Listeners of the
 * window run in the order they came, capture or not, so the message is taken where any listener must look first: at its data.
 */
export async function connect(): Promise<void> {
  const { prototype } = MessageEvent
  const plain = Object.getOwnPropertyDescriptor(prototype, 'data')
  if (!plain?.get) throw new Error('MessageEvent has no data here')
  const read = plain.get
  client = await new Promise<() => unknown>((done, failed) => {
    Object.defineProperty(prototype, 'data', {
      configurable: true,
      get(this: PortMessage): unknown {
        const data: unknown = read.call(this)
        if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'workstation-port') return data
        Object.defineProperty(prototype, 'data', plain)
        done(() => startPort(this.ports[0]))
        return null
      },
    })
    window.workstation.connect().catch(failed)
  }).then((open) => open())
}

/** Calls a procedure by its dotted name, for example `health.ping`. */
export async function call(path: string, input: unknown): Promise<unknown> {
  const procedure = path.split('.').reduce((node, name) => (node as Record<string, unknown>)[name], client)
  return (procedure as Procedure)(input)
}
