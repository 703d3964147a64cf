import { KIND_GROUPS, KINDS, isKindId, kindTree } from '../../../domain/case/kinds'
import { STATUSES, isStatus } from '../../../domain/case/status'
import { pick, tMaybe } from '../../i18n'
import type { Option } from '../../ui/options'

/** The kind as a tag: the whole word where it is short. */
export function kindTag(id: string): string {
  if (!isKindId(id)) return id
  const kind = KINDS[id]
  return pick({ zh: kind.zh.length <= 4 ? kind.zh : kind.shortZh, en: kind.en })
}

export const statusWord = (id: string): string => (isStatus(id) ? pick(STATUSES[id]) : id)
export const clockWord = (name: string): string => tMaybe(`case.clocks.${name}`, name)

/** Every kind under its group (C1), found by Chinese, English and id. */
export function kindOptions(): Option[] {
  return kindTree().flatMap(({ group, kinds }) =>
    kinds.map((id) => ({ value: id, label: pick(KINDS[id]), group: pick(KIND_GROUPS[group]), search: `${KINDS[id].zh} ${KINDS[id].en} ${KINDS[id].shortZh}` })),
  )
}
