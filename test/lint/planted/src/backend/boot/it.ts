import { it as it1 } from '../services/it'
import { it as it2 } from '../../renderer/ui/it' // ✗ boundaries/dependencies
import { it as it3 } from 'electron' // ✗ boundaries/dependencies
export const it = [it1, it2, it3]
