import { it as it1 } from '../../../test/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1]
