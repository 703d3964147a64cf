import { it as it1 } from './db/open'
import { it as it2 } from './repositories/it'
import { it as it3 } from './photos/it'
import { it as it4 } from './imports/it'
import { it as it5 } from './reports/it'
import { it as it6 } from './sync/it'
import { it as it7 } from './services/it'
import { it as it8 } from './jobs/it'
import { it as it9 } from './rpc/it'
import { it as it10 } from './log'
import { it as it11 } from 'node:fs'
import { it as it12 } from 'electron' // ✗ boundaries/dependencies
import { it as it13 } from '../renderer/ui/it' // ✗ boundaries/dependencies
import { it as it14 } from '../../electron/main/it' // ✗ boundaries/dependencies
import { it as it15 } from '../cli/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9, it10, it11, it12, it13, it14, it15]
