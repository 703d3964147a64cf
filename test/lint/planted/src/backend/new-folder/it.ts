import { it as it1 } from '../db/open' // ✗ boundaries/dependencies
import { it as it2 } from '../services/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2]
