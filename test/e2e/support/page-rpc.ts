import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { NativeBridge } from '../../../src/contract/native'

/**
 * Runs inside the page (bundled and injected by `rpc.ts`): a second client beside the page's own, on a port of its own.
 * The DOM names it needs are declared here because tests are typechecked without the DOM.
 */
interface PortMessage {
  readonly data: { readonly type?: string }
  readonly ports: readonly [Parameters<typeof startPort>[0]]
  stopImmediatePropagation(): void
}
declare const window: {
  readonly workstation: NativeBridge
  addEventListener(type: 'message', listener: (event: PortMessage) => void, options: { capture: boolean }): void
  removeEventListener(type: 'message', listener: (event: PortMessage) => void, options: { capture: boolean }): void
}

type Port = ConstructorParameters<typeof RPCLink>[0]['port'] & { start(): void }
type Procedure = (input: unknown) => Promise<unknown>

function startPort(port: Port): unknown {
  const client: unknown = createORPCClient(new RPCLink({ port }))
  port.start()
  return client
}

let client: unknown = null

/** Asks the shell for a port and keeps it from the page's own listener, which would answer on it too. */
export async function connect(): Promise<void> {
  client = await new Promise((done, failed) => {
    const take = (event: PortMessage): void => {
      if (event.data.type !== 'workstation-port') return
      event.stopImmediatePropagation()
      window.removeEventListener('message', take, { capture: true })
      done(() => startPort(event.ports[0]))
    }
    window.addEventListener('message', take, { capture: true })
    window.workstation.connect().catch(failed)
  }).then((open) => (open as () => unknown)())
}

/** Calls a procedure by its dotted name, for example `health.ping`. */
export async function call(path: string, input: unknown): Promise<unknown> {
  const procedure = path.split('.').reduce((node, name) => (node as Record<string, unknown>)[name], client)
  return (procedure as Procedure)(input)
}
