import { describe, expect, it } from 'vitest'
import type { Template } from '../../src/contract/templates'
import { buildTemplateIndex } from '../../src/domain/template/search'
import { templateItems, type TemplateContext } from '../../src/renderer/features/templates/template-list'

const make = (id: string, group: string, more: Partial<Template> = {}): Template => ({
  id,
  group,
  titleZh: id,
  titleEn: id,
  bodyZh: '正文',
  bodyEn: 'body',
  kinds: [],
  step: null,
  tags: [],
  platforms: [],
  layer: 'shipped',
  actions: null,
  imageId: null,
  searchKeys: [],
  useCount: 0,
  ownUseCount: 0,
  ...more,
})
const templates = [
  make('greet', 'opening'),
  make('late', 'logistics', { kinds: ['stalled'] }),
  make('ask', 'contents', { kinds: ['damaged'], step: 'ask-photos' }),
  make('again', 'contents', { kinds: ['damaged'], step: 'ask-photos' }),
  make('remedy', 'contents', { kinds: ['damaged'], step: 'choose-remedy' }),
  make('thanks', 'closing'),
]
const damaged: TemplateContext = { platform: 'taobao', kind: 'damaged', stepId: 'ask-photos', stepTemplateIds: ['again'] }
const list = (query: string, context: TemplateContext | null, used: Record<string, number> = {}) =>
  templateItems({ templates, index: buildTemplateIndex(templates), query, context, usage: new Map(Object.entries(used)) }).map((item) =>
    item.type === 'heading' ? `# ${item.group} ${item.count}` : [item.digit ?? '-', item.id, item.mark ?? ''].join(' ').trim(),
  )

describe('the list of templates', () => {
  it('T2: begins with the step as the playbook orders it, then what fits the kind by use, then all the others by group', () => {
    expect(list('', damaged, { thanks: 8 })).toEqual(['1 again step', '2 ask step', '3 remedy', '4 thanks common', '5 greet', '# logistics 1', '- late'])
  })

  it('T1: without a case it is only browsed: groups in their order, no numbers to use', () => {
    expect(list('', null)).toEqual(['# opening 1', '- greet', '# logistics 1', '- late', '# contents 3', '- ask', '- again', '- remedy', '# closing 1', '- thanks'])
  })

  it('T2: what is found has numbers and marks, and templates of other kinds can be found too', () => {
    expect(list('late', damaged)).toEqual(['1 late'])
    expect(list('ask', damaged)).toEqual(['1 ask step'])
    expect(list('zzz', damaged)).toEqual([])
  })

  it('T2: on a Chinese case an eBay template is not listed, even for its step; searching finds it, last', () => {
    const abroad = make('abroad', 'logistics', { titleZh: '查件', platforms: ['ebay'], kinds: ['damaged'], step: 'ask-photos' })
    const own = make('own', 'logistics', { titleZh: '查件说明', kinds: ['stalled'] })
    const rows = (query: string, context: TemplateContext): string[] =>
      templateItems({ templates: [abroad, own], index: buildTemplateIndex([abroad, own]), query, context, usage: new Map([['abroad', 90]]) }).flatMap((item) => (item.type === 'template' ? [item.id] : []))
    const step = { ...damaged, stepTemplateIds: ['abroad'] }
    expect(rows('', step)).toEqual(['own'])
    expect(rows('查件', step)).toEqual(['own', 'abroad'])
    expect(rows('', { ...step, platform: 'ebay' })).toEqual(['abroad', 'own'])
  })

  it('T2: no more than nine rows have a number', () => {
    const many = Array.from({ length: 30 }, (_, n) => make(`t${n}`, 'opening'))
    const digits = templateItems({ templates: many, index: buildTemplateIndex(many), query: '', context: damaged, usage: new Map() }).flatMap((item) => (item.type === 'template' && item.digit !== null ? [item.digit] : []))
    expect(digits).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})
