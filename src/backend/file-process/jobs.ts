import { inspectTableJob } from './jobs/inspect-table'
import { readOrdersJob } from './jobs/read-orders'
import { readRecordsJob } from './jobs/read-records'
import { readStatementJob } from './jobs/read-statement'
import { readWordsJob } from './jobs/read-words'
import { pngJob } from './jobs/png'
import { thumbnailJob } from './jobs/thumbnail'

/**
 * Every job that the file process can do: one handler file each, one line here. The types of the protocol follow from it; only
 * the worker loads it, so nothing that parses ends up in the process that owns the database.
 */
export const fileJobs = {
  'inspect-table': inspectTableJob,
  'read-orders': readOrdersJob,
  'read-statement': readStatementJob,
  'read-records': readRecordsJob,
  'read-words': readWordsJob,
  thumbnail: thumbnailJob,
  png: pngJob,
}
