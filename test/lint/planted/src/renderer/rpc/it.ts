import { it as it1 } from '../../contract/it'
import { it as it2 } from '@orpc/client'
import { it as it3 } from '../app/it' // ✗ boundaries/dependencies
import { it as it4 } from '../features/queue/index' // ✗ boundaries/dependencies
import { it as it5 } from '../../backend/rpc/it' // ✗ boundaries/dependencies
import { it as it6 } from '@orpc/server' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6]
