import { it as it1 } from '../../domain/case/it'
import { it as it2 } from '../../contract/it'
import { it as it3 } from '../photos/it'
import { it as it4 } from '../imports/it'
import { it as it5 } from 'node:worker_threads'
import { it as it6 } from '../db/open' // ✗ boundaries/dependencies
import { it as it7 } from '../services/it' // ✗ boundaries/dependencies
import { it as it8 } from '../reports/it' // ✗ boundaries/dependencies
import { it as it9 } from 'electron' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9]
