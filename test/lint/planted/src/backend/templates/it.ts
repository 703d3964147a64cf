import { it as it1 } from '../../domain/case/it'
import { it as it2 } from 'pinyin-pro'
import { it as it3 } from '../db/open' // ✗ boundaries/dependencies
import { it as it4 } from '../services/it' // ✗ boundaries/dependencies
export const it = [it1, it2, it3, it4]
