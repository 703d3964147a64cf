import { it as it1 } from '../domain/case/it'
import { it as it2 } from 'zod'
import { it as it3 } from '@orpc/contract'
import { it as it4 } from '../backend/services/it' // ✗ boundaries/dependencies
import { it as it5 } from '@orpc/server' // ✗ boundaries/dependencies
import { it as it6 } from 'node:path' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6]
