import { it as it1 } from '../../domain/case/it'
import { it as it2 } from '../../contract/it'
import { it as it3 } from 'node:fs'
import { it as it4 } from 'node:https'
import { it as it5 } from '../db/open' // ✗ boundaries/dependencies
import { it as it6 } from '../repositories/it' // ✗ boundaries/dependencies
import { it as it7 } from '../services/it' // ✗ boundaries/dependencies
import { it as it8 } from 'vue' // ✗ boundaries/dependencies
import { it as it9 } from '../imports/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9]
