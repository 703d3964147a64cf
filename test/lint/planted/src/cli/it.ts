import { it as it1 } from '../backend/boot'
import { it as it2 } from '../contract/it'
import { it as it3 } from '../domain/case/it'
import { it as it4 } from '../backend/file-process/it'
import { it as it5 } from 'node:fs'
import { it as it6 } from '../backend/services/it' // ✗ boundaries/dependencies
import { it as it7 } from '../backend/db/open' // ✗ boundaries/dependencies
import { it as it8 } from '../renderer/ui/it' // ✗ boundaries/dependencies
import { it as it9 } from 'electron' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9]
