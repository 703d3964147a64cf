import { it as it1 } from './row'
import { it as it2 } from '../../rpc/it'
import { it as it3 } from '../../ui/it'
import { it as it4 } from '../../i18n/it'
import { it as it5 } from '../../../contract/it'
import { it as it6 } from '../../../domain/case/it'
import { it as it7 } from 'vue'
import { it as it8 } from '../claims/index' // ✗ boundaries/dependencies
import { it as it9 } from '../../app/it' // ✗ boundaries/dependencies
import { it as it10 } from '../../../backend/services/it' // ✗ boundaries/dependencies
import { it as it11 } from '../../../../electron/main/it' // ✗ boundaries/dependencies
import { it as it12 } from 'node:fs' // ✗ boundaries/dependencies
import { it as it13 } from 'electron' // ✗ boundaries/dependencies
import { it as it14 } from '@orpc/client' // ✗ boundaries/dependencies
export type It = string
export const it = [it1, it2, it3, it4, it5, it6, it7, it8, it9, it10, it11, it12, it13, it14]
