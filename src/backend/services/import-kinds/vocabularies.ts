import { KINDS } from '../../../domain/case/kinds'
import { PLATFORMS } from '../../../domain/case/lists'
import { ROLES } from '../../../domain/identity/roles'
import { normaliseWord, vocabulary } from '../../../domain/import/record-reader'
import * as masters from '../../repositories/masters'
import type { Kernel } from '../kernel'
import { REGISTER_VOCABULARIES } from './register-words'

type Words = Readonly<Record<string, string>>

const ROLE_WORDS: Readonly<Record<(typeof ROLES)[number], readonly string[]>> = {
  agent: ['客服', '售后客服', 'agent'],
  assistant: ['辅助售后', '助理', 'assistant'],
  supervisor: ['主管', '店长', '组长', 'supervisor', 'manager'],
  finance: ['财务', 'finance'],
  warehouse: ['仓库', '仓管', 'warehouse'],
}

/** Every vocabulary that a field of a record kind may name. */
export const VOCABULARIES: Readonly<Record<string, (kernel: Kernel) => Words>> = {
  ...REGISTER_VOCABULARIES,
  platforms: () => vocabulary(PLATFORMS, { taobao: ['淘宝网', 'tb'], tmall: ['天猫商城', 'tm'], pinduoduo: ['pdd', '多多'], douyin: ['抖店', '抖音小店'], amazon: ['亚马逊'] }),
  kinds: () => vocabulary(KINDS),
  roles: () => Object.fromEntries(ROLES.flatMap((role) => [role, ...ROLE_WORDS[role]].map((word) => [normaliseWord(word), role]))),
  shops: (kernel) => Object.fromEntries(masters.listShops(kernel.read).flatMap((shop) => [[normaliseWord(shop.name), shop.id], [normaliseWord(shop.id), shop.id]])),
  staff: (kernel) => Object.fromEntries(masters.listStaff(kernel.read).flatMap((one) => [one.name, one.staffNo].flatMap((word) => (word ? [[normaliseWord(word), one.id]] : [])))),
  couriers: (kernel) => Object.fromEntries(
    masters.listCouriers(kernel.read).flatMap((one) => [one.id, one.nameZh, one.nameEn, ...one.aliases].map((word) => [normaliseWord(word), one.id])),
  ),
}
