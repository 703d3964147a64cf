import { it as it1 } from './db/open'
import { it as it2 } from './services/it'
import { it as it3 } from './log'
import { it as it4 } from 'electron' // ✗ boundaries/dependencies
export const it = [it1, it2, it3, it4]
