import { it as it1 } from 'electron'
import { it as it2 } from '../../src/contract/native'
import type { It as It3 } from '../../src/contract/it'
import { it as it4 } from '../../src/contract/it' // ✗ boundaries/dependencies
import { it as it5 } from 'node:fs' // ✗ boundaries/dependencies
import { it as it6 } from '../main/it' // ✗ boundaries/dependencies
export type It = [typeof it1, typeof it2, typeof it4, typeof it5, typeof it6, It3]
export const it = [it1, it2, it4, it5, it6]
