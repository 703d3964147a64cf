import { it as it1 } from '../../src/domain/case/it' // ✗ boundaries/dependencies
export type It = string
export const it = [it1]
