import { join } from 'node:path'
import type * as BackgroundProgram from './background-program'
import { runCached } from './compile-cache'
import { deferFormData } from './defer-form-data'

/**
 * What main forks as the background process: only runs its program, background-program.ts, which is built as scripts beside this file,
 * so that they can be kept compiled. The last argument says where.
 */
deferFormData()
const cacheFile = process.argv.at(-1) ?? ''
const program = runCached(join(import.meta.dirname, 'background-program.cjs'), cacheFile)
const { serve } = program.exports as typeof BackgroundProgram
serve(() => program.save())
