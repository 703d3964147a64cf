import { createBackend } from '../src/backend/boot'
import type { FromBackground, ToBackground } from '../src/contract/shell'
import { createFileSpawner } from './file-spawner'
import { createPrintRequests } from './print-requests'
import { createSecretRequests } from './secret-requests'
import { tidyMemory } from './tidy-memory'

/**
 * Program of the background process: shakes hands with main, then hands over to the backend, which alone owns the data.
 * Ports that arrive while it opens wait for it, so a page may call before the database is ready.
 */

type Backend = Awaited<ReturnType<typeof createBackend>>

const parent = process.parentPort
const say = (message: FromBackground): void => parent.postMessage(message)
const files = createFileSpawner(say)
const printing = createPrintRequests(say)
const sealing = createSecretRequests(say)
let backend: Promise<Backend> | null = null

/** The backend exists from the first message on; main always sends `init` first. */
function opened(): Promise<Backend> {
  if (!backend) throw new Error('the background process was used before its init message')
  return backend
}

/** Before the templates are read: what is kept compiled shall be what a start needs, since all of it is read at every start. */
const STARTED_AFTER_MS = 1_500

/** Told when the start is over, and once more when everything is written and closed. */
let started: () => void = () => undefined

async function receive(message: ToBackground, ports: readonly Electron.MessagePortMain[]): Promise<void> {
  const [port] = ports
  switch (message.type) {
    case 'init':
      backend = createBackend({
        dataDir: message.dataDir,
        resourcesDir: message.resourcesDir,
        appVersion: message.appVersion,
        locale: message.locale,
        spawnFileProcess: files.spawn,
        printer: printing.print,
        secrets: sealing.secrets,
        tidyMemory,
        onDataDirOpened: (dataDir) => say({ type: 'data-dir-opened', dataDir }),
        onDue: (summary) => say({ type: 'due', summary }),
      })
      await backend
      say({ type: 'ready' })
      setTimeout(started, STARTED_AFTER_MS).unref()
      return
    case 'connect':
      if (!port) return
      // what the page said meanwhile waits in the port until it is started
      ;(await opened()).connect(port, message.follows)
      port.start()
      return
    case 'mute':
      ;(await opened()).mute(message.until)
      return
    case 'drain':
      if (backend) await (await backend).drain()
      started()
      say({ type: 'drained' })
      return
    case 'resolve-photo':
      say({ type: 'photo', request: message.request, photo: await (await opened()).resolvePhoto(message.sha256) })
      return
    case 'printed':
      printing.printed(message.request, message.pdf)
      return
    case 'keychain':
      sealing.keychain(message.available)
      return
    case 'secret':
      sealing.answered(message.request, message.text)
      return
    case 'files-started':
      if (port) files.started(message.id, message.pid, port)
      return
    case 'files-exited':
      files.exited(message.id, message.code)
      return
    case 'files-memory':
      files.measured(message.request, message.bytes)
      return
    default:
      message satisfies never
  }
}

/** Begins to answer main. @param onStarted told when the start is over; at the latest, before main hears that everything is closed */
export function serve(onStarted: () => void): void {
  started = onStarted
  // a failure here leaves nothing to serve: end loudly, main restarts and, if it repeats, tells the person
  parent.on('message', (event) => void receive(event.data as ToBackground, event.ports))
}
