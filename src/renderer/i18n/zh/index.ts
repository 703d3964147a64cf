import { caseWords } from './case'
import { claims } from './claims'
import { imports } from './imports'
import { masters } from './masters'
import { reconcile } from './reconcile'
import { registers } from './registers'
import { wrongShipments } from './wrong-shipments'
import { commands } from './commands'
import { errors } from './errors'
import { panes } from './panes'
import { photos } from './photos'
import { queue } from './queue'
import { shell } from './shell'
import { start } from './start'
import { templates } from './templates'
import { ui } from './ui'

/** All Chinese texts, one file per feature. Chinese is the original: its keys are the keys of the app. */
export const zh = { ui, shell, start, commands, panes, queue, templates, photos, case: caseWords, errors, registers, claims, wrongShipments, imports, reconcile, masters } as const
