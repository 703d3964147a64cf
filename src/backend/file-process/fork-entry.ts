import { processPort } from './fork'
import { serveFileJobs } from './worker'

/** Entry of a forked file process: bundled for the command line and for the tests. */
serveFileJobs(processPort())
