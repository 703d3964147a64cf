import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { resultsDir } from './app'

/** Before every run: the counts of key presses are those of this run. */
export default (): Promise<void> => rm(join(resultsDir, 'key-presses.txt'), { force: true })
