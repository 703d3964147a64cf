import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createSocketServer, type AddressInfo } from 'node:net'

export interface LocalServer {
  readonly url: string
  stop(): Promise<void>
}

async function listening(server: Server, scheme: string): Promise<LocalServer> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** A server that answers as the test says, for what the real ones cannot be made to say. */
export const serve = (answer: RequestListener): Promise<LocalServer> => listening(createServer(answer), 'http')

export const serveSecurely = (certificate: { key: string; cert: string }, answer: RequestListener): Promise<LocalServer> => listening(createSecureServer(certificate, answer), 'https')

/** An address where nobody listens (any more). */
export async function deadAddress(): Promise<string> {
  const probe = createSocketServer()
  await new Promise<void>((ready) => probe.listen(0, '127.0.0.1', ready))
  const { port } = probe.address() as AddressInfo
  await new Promise((done) => probe.close(done))
  return `http://127.0.0.1:${port}`
}
