import { it as it1 } from '../features/queue/index'
import { it as it2 } from '../features/claims/index'
import { it as it3 } from '../rpc/it'
import { it as it4 } from '../ui/it'
import { it as it5 } from '../i18n/it'
import { it as it6 } from 'vue'
import { it as it7 } from 'dockview-vue'
import { it as it8 } from '../features/claims/form' // ✗ boundaries/dependencies
import { it as it9 } from '../../backend/services/it' // ✗ boundaries/dependencies
import { it as it10 } from 'electron' // ✗ boundaries/dependencies
import { it as it11 } from 'node:fs' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9, it10, it11]
