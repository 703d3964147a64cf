import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadResources } from '../../src/backend/resources'
import { pinyinKey, templateSearchKeys } from '../../src/backend/templates/pinyin-index'
import { buildTemplateIndex, searchTemplates, weighUses, type SearchOptions, type SearchableTemplate } from '../../src/domain/template/search'

const make = (id: string, titleZh: string, more: Partial<SearchableTemplate> = {}): SearchableTemplate => {
  const template = { id, titleZh, titleEn: '', bodyZh: '', bodyEn: '', kinds: [], step: null, tags: [], useCount: 0, ...more }
  return { ...template, searchKeys: templateSearchKeys(template) }
}
const index = buildTemplateIndex([
  make('photos', '破损·请发外箱照片', { titleEn: 'Damaged, ask for photos', bodyEn: 'Please keep the packaging', bodyZh: '请先不要丢包装', kinds: ['damaged'], step: 'ask-photos', tags: ['照片', 'photo'] }),
  make('reship', '重新发货', { titleEn: 'Ship again', kinds: ['lost'] }),
  make('address', '银行转账', { titleEn: 'Bank transfer', tags: ['长度'] }),
  make('green', '绿色女装', {}),
  make('ebay', 'eBay 退货', { titleEn: 'eBay return' }),
])
const ids = (query: string, options: SearchOptions = {}): string[] => searchTemplates(index, query, options).map((hit) => hit.id)

describe('T2: pinyin keys', () => {
  it('T2: the reading in context comes first, the others follow', () => {
    expect(pinyinKey('重新发货')).toBe('chong/zhong xin fa huo')
    expect(pinyinKey('重量')).toMatch(/^zhong\/chong liang/)
    expect(pinyinKey('银行')).toMatch(/^yin hang\/xing/)
  })

  it('T2: ü can be typed as v or u; words and digits stay', () => {
    expect(pinyinKey('绿')).toBe('lv/lu')
    expect(pinyinKey('eBay 退货2次·好')).toMatch(/^ebay tui huo 2 ci hao$/)
  })

  it('T2: characters without a known reading do not break the key', () => expect(pinyinKey('𠮷祥😀')).toMatch(/xiang$/))
})

describe('T2: finding a template', () => {
  it.each([
    ['破损', 'photos', 'Chinese in the title'],
    ['外箱', 'photos', 'Chinese inside the title'],
    ['包装', 'photos', 'Chinese in the body'],
    ['psqf', 'photos', 'initials'],
    ['posun', 'photos', 'full pinyin'],
    ['chongxinfahuo', 'reship', 'full pinyin'],
    ['zhongxin', 'reship', 'another reading of a polyphone'],
    ['cxfh', 'reship', 'initials of a polyphone'],
    ['chongxfh', 'reship', 'mixed'],
    ['chxf', 'reship', 'two-letter initial'],
    ['fah', 'reship', 'from the middle on'],
    ['yinhang', 'address', 'polyphone in context'],
    ['changdu', 'address', 'pinyin of a tag'],
    ['lvse', 'green', 'ü as v'],
    ['luse', 'green', 'ü as u'],
    ['ebayth', 'ebay', 'a word followed by initials'],
    ['dama', 'photos', 'English, beginning of a word'],
    ['ask photo', 'photos', 'two English words'],
    ['packag', 'photos', 'English in the body'],
    ['photo', 'photos', 'tag'],
    ['破损wx', 'photos', 'Chinese followed by initials'],
    ['ＰＳ', 'photos', 'full width'],
    ['4', 'green', 'number'],
  ])('T2: %s finds %s (%s)', (query, id) => expect(ids(query)[0]).toBe(id))

  it.each(['ongx', 'osun', 'amaged', 'hfgx', '重心', 'qqqq'])('T2: %s finds nothing: not the beginning of a syllable or word', (query) => expect(ids(query)).toEqual([]))

  it('T2: every part of the query must match', () => expect(ids('破损 ship')).toEqual([]))

  it('T2: an empty query lists what fits the case, then what is used most, then the order of the files', () => {
    expect(ids('')).toEqual(['photos', 'reship', 'address', 'green', 'ebay'])
    expect(ids('', { kind: 'lost' }).slice(0, 1)).toEqual(['reship'])
    expect(ids('', { usage: new Map([['green', 5]]) })[0]).toBe('green')
    expect(ids('', { kind: 'lost', usage: new Map([['photos', 1000]]) })[0]).toBe('reship')
    expect(ids('', { step: 'ask-photos', usage: new Map([['green', 5]]) })[0]).toBe('photos')
  })

  it.each([
    ['damagd', 'photos', 'a letter left out'],
    ['damagged', 'photos', 'a letter too many'],
    ['dymaged', 'photos', 'another letter'],
    ['damgaed', 'photos', 'two letters swapped'],
    ['trasnfer', 'address', 'in the middle of a title'],
    ['posnu', 'photos', 'in pinyin'],
    ['damagd 破损', 'photos', 'beside a right part'],
  ])('T2: %s still finds %s (%s)', (query, id) => expect(ids(query)[0]).toBe(id))

  it.each(['dmg', 'phto', 'xamaged', 'dammgged'])('T2: %s finds nothing: too short, another first letter, or two letters wrong', (query) => expect(ids(query)).toEqual([]))

  it('T2: a typing error is only forgiven where nothing is spelled like that', () => {
    const words = buildTemplateIndex([make('one', '甲', { titleEn: 'parcel' }), make('two', '乙', { titleEn: 'parsel' })])
    expect(searchTemplates(words, 'parcel').map((hit) => hit.id)).toEqual(['one'])
    expect(searchTemplates(words, 'parzel').map((hit) => hit.id)).toEqual(['one', 'two'])
  })

  it('T2: what is written for another platform comes after all that fits, and is still found', () => {
    const list = buildTemplateIndex([make('ebay-lost', 'eBay·丢件', { platforms: ['ebay'], kinds: ['lost'], step: 'offer' }), make('lost', '丢件说明', {})])
    const order = (platform: string | null): string[] => searchTemplates(list, '丢件', { platform, kind: 'lost', step: 'offer' }).map((hit) => hit.id)
    expect(order('taobao')).toEqual(['lost', 'ebay-lost'])
    expect(order('ebay')).toEqual(['ebay-lost', 'lost'])
    expect(order(null)).toEqual(['ebay-lost', 'lost'])
  })

  it('T2: parts in several alphabets are looked for each by itself', () => {
    const list = buildTemplateIndex([make('other', '查最新物流', { bodyZh: '中通快递' }), make('scan', '查最新物流', { bodyZh: '请申通查件' })])
    expect(searchTemplates(list, 'zxwl 申通').map((hit) => hit.id)).toEqual(['scan'])
    expect(searchTemplates(list, '申通 zxwl').map((hit) => hit.id)).toEqual(['scan'])
  })

  it('T2: a copy of one’s own weighs more than one of the team', () => {
    expect(weighUses(4, 0)).toBe(4)
    expect(weighUses(4, 2)).toBeGreaterThan(weighUses(9, 0))
    expect(weighUses(1, 1)).toBeGreaterThan(weighUses(3, 0))
  })

  it('T2: the limit keeps the best', () => {
    const all = searchTemplates(index, 'f')
    expect(searchTemplates(index, 'f', { limit: 1 })).toEqual(all.slice(0, 1))
  })
})

it('T2: every shipped template is found by its whole title, its initials and its full pinyin', () => {
  const { templates } = loadResources(fileURLToPath(new URL('../../resources', import.meta.url)))
  const shipped = buildTemplateIndex(templates.map((template) => ({ ...template, searchKeys: templateSearchKeys(template), useCount: 0 })))
  for (const template of templates) {
    const syllables = pinyinKey(template.titleZh).split(' ').map((readings) => readings.split('/')[0] ?? '')
    const initials = syllables.map((syllable) => (/^[a-z]/.test(syllable) ? syllable.charAt(0) : syllable)).join('')
    for (const query of [template.titleZh.replace(/·/g, ' '), syllables.join(''), initials]) {
      expect(searchTemplates(shipped, query, { limit: 100 }).map((hit) => hit.id), query).toContain(template.id)
    }
  }
})
