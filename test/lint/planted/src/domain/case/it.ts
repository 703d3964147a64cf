import { it as it1 } from '../clock/it'
import { it as it2 } from '../../contract/it' // ✗ boundaries/dependencies
import { it as it3 } from 'zod' // ✗ boundaries/dependencies
import { it as it4 } from 'node:fs' // ✗ boundaries/dependencies
import { it as it5 } from '../../backend/db/open' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5]
