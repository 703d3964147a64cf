import { it as it1 } from '../../src/contract/it'
import { it as it2 } from 'electron'
import { it as it3 } from 'node:fs'
import type { It as It4 } from '../../src/domain/case/it'
import { it as it5 } from '../../src/backend/boot' // ✗ boundaries/dependencies
import { it as it6 } from '../../src/backend/db/open' // ✗ boundaries/dependencies
import { it as it7 } from 'better-sqlite3' // ✗ boundaries/dependencies
import { it as it8 } from '../../src/renderer/ui/it' // ✗ boundaries/dependencies
export type It = [typeof it1, typeof it2, typeof it3, typeof it5, typeof it6, typeof it7, typeof it8, It4]
export const it = [it1, it2, it3, it5, it6, it7, it8]
