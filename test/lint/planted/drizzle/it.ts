import { it as it1 } from 'drizzle-kit'
import { it as it2 } from '../src/backend/db/schema/it'
import { it as it3 } from '../src/backend/services/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3]
