import { it as it1 } from '../src/backend/boot'
import { it as it2 } from '../src/contract/it'
import { it as it3 } from '../src/domain/case/it'
import { it as it4 } from 'electron'
import { it as it5 } from 'node:fs'
import { it as it6 } from '../src/backend/services/it' // ✗ boundaries/dependencies
import { it as it7 } from '../src/backend/repositories/it' // ✗ boundaries/dependencies
import { it as it8 } from '../src/renderer/ui/it' // ✗ boundaries/dependencies
import { it as it9 } from './main/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9]
