import { it as it1 } from 'node:fs'
import { it as it2 } from '../../src/domain/case/it' // ✗ boundaries/dependencies
import { it as it3 } from 'electron' // ✗ boundaries/dependencies
import { it as it4 } from 'fflate' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4]
