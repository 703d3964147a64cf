import { serveFileJobs } from '../src/backend/file-process/worker'

/** Entry of the disposable file process: one port from main, then it parses what the background process hands it until it is killed. */
process.parentPort.once('message', (event) => {
  const [port] = event.ports
  if (port) serveFileJobs(port)
})
