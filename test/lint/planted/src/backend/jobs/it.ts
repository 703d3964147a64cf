import { it as it9 } from '../log'
import { it as it1 } from '../services/it'
import { it as it2 } from '../../domain/case/it'
import { it as it3 } from '../repositories/it' // ✗ boundaries/dependencies
import { it as it4 } from '../db/open' // ✗ boundaries/dependencies
import { it as it5 } from 'node:fs' // ✗ boundaries/dependencies
export type It = string
export const it = [it9, it1, it2, it3, it4, it5]
