import type { Words } from '../types'
import type { zh } from '../zh'
import { caseWords } from './case'
import { commands } from './commands'
import { errors } from './errors'
import { panes } from './panes'
import { queue } from './queue'
import { shell } from './shell'
import { start } from './start'
import { ui } from './ui'

/** All English texts: the compiler refuses a missing or surplus key. */
export const en: Words<typeof zh> = { ui, shell, start, commands, panes, queue, case: caseWords, errors }
