import * as skus from '../../src/backend/repositories/skus'
import type { Actor } from '../../src/backend/services/kernel'
import { createStaff as create } from '../../src/backend/services/masters'
import type { Role } from '../../src/domain/identity/roles'
import type { TestFolder } from './kernel'

/** Somebody of a role, as an actor. */
export const createStaff = async ({ kernel, actor }: TestFolder, name: string, role: Role): Promise<Actor> => ({ staffId: (await create(kernel, actor, { name, role })).id, name, role })

export const listSkus = ({ kernel }: TestFolder): skus.SkuRow[] => skus.listSkus(kernel.read, '', null, 10)
