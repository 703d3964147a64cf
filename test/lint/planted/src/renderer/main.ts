import { it as it1 } from './app/it'
import { it as it2 } from './features/claims/form' // ✗ boundaries/dependencies
import { it as it3 } from '../backend/boot' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3]
