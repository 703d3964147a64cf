import { parseTemplate } from '../../template/render'
import type { RecordKindSpec } from '../kinds'

/** Reply templates of the team's own (T1, T5). One language is enough: the other then says the same. */
export const templatesSpec: RecordKindSpec = {
  kind: 'templates',
  needed: [['titleZh', 'titleEn'], ['bodyZh', 'bodyEn']],
  rowNeeds: [['titleZh', 'titleEn'], ['bodyZh', 'bodyEn']],
  fields: [
    { id: 'titleEn', type: 'text', zh: '英文标题', en: 'English title', hint: /英文标题|title.*en|english title/ },
    { id: 'bodyEn', type: 'text', zh: '英文内容', en: 'English text', hint: /英文(?:内容|正文|话术)|(?:body|text).*en|english text/ },
    { id: 'group', type: 'choice', vocabulary: 'templateGroups', zh: '分组', en: 'Group', hint: /分组|分类|类别|group|category/ },
    { id: 'kinds', type: 'choices', vocabulary: 'kinds', zh: '适用类型', en: 'Case kinds', hint: /适用|售后类型|kinds?/ },
    { id: 'tags', type: 'words', zh: '标签', en: 'Tags', hint: /标签|关键词|tags?|keywords/ },
    { id: 'step', type: 'text', zh: '步骤', en: 'Step', hint: /^(?:流程)?步骤|^step/ },
    { id: 'platforms', type: 'choices', vocabulary: 'platforms', zh: '平台', en: 'Platforms', hint: /^平台|^platforms?/ },
    { id: 'templateId', type: 'text', zh: '话术编号', en: 'Template id', hint: /话术编号|template id/ },
    { id: 'titleZh', type: 'text', zh: '标题', en: 'Title', hint: /标题|名称|title/ },
    { id: 'bodyZh', type: 'text', zh: '内容', en: 'Text', hint: /内容|正文|话术|body|text|reply/ },
  ],
  check({ bodyZh, bodyEn }) {
    const broken = (body: unknown): boolean => typeof body === 'string' && parseTemplate(body).problems.length > 0
    if (broken(bodyZh)) return { field: 'bodyZh', reason: 'template-broken' }
    return broken(bodyEn) ? { field: 'bodyEn', reason: 'template-broken' } : null
  },
}
