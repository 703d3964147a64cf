/** A template in lines that people can compare (T5): every id as the word that the screens have for it. */
import type { TemplateDraft, WrittenTemplateActions } from '../../../contract/template-library'
import { KINDS } from '../../../domain/case/kinds'
import { PLATFORMS, type Label } from '../../../domain/case/lists'
import { STATUSES } from '../../../domain/case/status'
import { RECORDABLE_LABELS } from '../../../domain/clock/recordable'
import { TEMPLATE_GROUPS } from '../../../domain/template/template'
import { pick, t } from '../../i18n'

const wordIn = (list: Readonly<Record<string, Label>>, id: string): string => (Object.hasOwn(list, id) ? pick(list[id] ?? { zh: id, en: id }) : id)
const both = ({ zh, en }: Label): string => `${zh} · ${en}`

function actionLines(actions: WrittenTemplateActions | null): string[] {
  if (actions === null) return []
  const { status, memo, events, promise } = actions
  return [
    status === null ? '' : `${t('templateLibrary.status')}: ${wordIn(STATUSES, status.status)} · ${both(status)} · ${status.due}`,
    memo === null ? '' : `${t('templateLibrary.memo')}: ${both(memo)}`,
    events.length === 0 ? '' : `${t('templateLibrary.events')}: ${events.map((event) => wordIn(RECORDABLE_LABELS, event)).join(' · ')}`,
    promise === null ? '' : `${t('templateLibrary.promise')}: ${both(promise)} · ${promise.due}`,
  ]
}

/** @param stepTitle the title of a playbook step by its id */
export function draftWords(draft: TemplateDraft, stepTitle: (id: string) => string): string {
  const named = (title: string, words: readonly string[]): string => (words.length === 0 ? '' : `${title}: ${words.join(' · ')}`)
  return [
    `${draft.titleZh} · ${draft.titleEn}`,
    draft.bodyZh,
    draft.bodyEn,
    named(t('templateLibrary.group'), [wordIn(TEMPLATE_GROUPS, draft.group)]),
    named(t('templateLibrary.step'), draft.step === null ? [] : [stepTitle(draft.step)]),
    named(t('templateLibrary.kinds'), draft.kinds.map((id) => wordIn(KINDS, id))),
    named(t('templateLibrary.platforms'), draft.platforms.map((id) => wordIn(PLATFORMS, id))),
    named(t('templateLibrary.tags'), draft.tags),
    draft.imageId === null ? '' : t('templateLibrary.withPicture'),
    ...actionLines(draft.actions),
  ].filter((line) => line !== '').join('\n')
}
