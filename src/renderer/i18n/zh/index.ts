import { caseWords } from './case'
import { commands } from './commands'
import { errors } from './errors'
import { panes } from './panes'
import { queue } from './queue'
import { shell } from './shell'
import { start } from './start'
import { ui } from './ui'

/** All Chinese texts, one file per feature. Chinese is the original: its keys are the keys of the app. */
export const zh = { ui, shell, start, commands, panes, queue, case: caseWords, errors } as const
