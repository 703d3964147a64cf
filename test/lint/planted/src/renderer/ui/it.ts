import { it as it1 } from '../i18n/it'
import { it as it2 } from 'vue'
import { it as it3 } from '../rpc/it' // ✗ boundaries/dependencies
import { it as it4 } from '../features/queue/index' // ✗ boundaries/dependencies
import { it as it5 } from '../../contract/it' // ✗ boundaries/dependencies
import { it as it6 } from '@orpc/client' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6]
