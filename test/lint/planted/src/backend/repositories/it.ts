import { it as it1 } from '../db/open'
import { it as it2 } from '../db/schema/it'
import { it as it3 } from '../../domain/case/it'
import { it as it4 } from 'drizzle-orm'
import { it as it5 } from '../services/it' // ✗ boundaries/dependencies
import { it as it6 } from '../../contract/it' // ✗ boundaries/dependencies
import { it as it7 } from 'better-sqlite3' // ✗ boundaries/dependencies
import { it as it8 } from 'node:fs' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8]
