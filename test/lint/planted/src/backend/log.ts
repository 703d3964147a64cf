import { it as it1 } from 'node:fs'
import { it as it2 } from '../domain/case/it'
import { it as it3 } from './services/it' // ✗ boundaries/dependencies
import { it as it4 } from './db/open' // ✗ boundaries/dependencies
import { it as it5 } from 'electron' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5]
