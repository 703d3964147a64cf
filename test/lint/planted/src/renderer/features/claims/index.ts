import { it as it1 } from './form'
export type It = string
export const it = [it1]
