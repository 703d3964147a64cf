import { it as it1 } from '../src/domain/case/it'
import { it as it2 } from '../src/backend/db/open'
import { it as it3 } from '../src/renderer/ui/it'
import { it as it4 } from '../electron/main/it'
import { it as it5 } from 'fast-check'
import { it as it6 } from 'node:fs'
export type It = string
export const it = [it1, it2, it3, it4, it5, it6]
