import { it as it1 } from 'vue-i18n'
import { it as it2 } from '../ui/it' // ✗ boundaries/dependencies
import { it as it3 } from '../rpc/it' // ✗ boundaries/dependencies
import { it as it4 } from '../../domain/case/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4]
