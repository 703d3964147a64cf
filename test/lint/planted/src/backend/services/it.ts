import { it as it1 } from '../repositories/it'
import { it as it2 } from '../photos/it'
import { it as it3 } from '../imports/it'
import { it as it4 } from '../reports/it'
import { it as it5 } from '../sync/it'
import { it as it6 } from '../file-process/it'
import { it as it7 } from '../db/open'
import { it as it8 } from '../log'
import { it as it9 } from '../../domain/case/it'
import { it as it10 } from '../../contract/it'
import { it as it11 } from 'node:crypto'
import { it as it12 } from '../db/schema/it' // ✗ boundaries/dependencies
import { it as it13 } from 'drizzle-orm' // ✗ boundaries/dependencies
import { it as it14 } from 'better-sqlite3' // ✗ boundaries/dependencies
import { it as it15 } from '../rpc/it' // ✗ boundaries/dependencies
import { it as it16 } from '../boot' // ✗ boundaries/dependencies
import { it as it17 } from '../../../electron/main/it' // ✗ boundaries/dependencies
import { it as it18 } from 'electron' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9, it10, it11, it12, it13, it14, it15, it16, it17, it18]
