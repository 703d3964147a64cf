import { join } from 'node:path'
import { loadResources } from '../../src/backend/resources'
import { templateSearchKeys } from '../../src/backend/templates/pinyin-index'
import { buildTemplateIndex, searchTemplates, type SearchableTemplate } from '../../src/domain/template/search'
import { ROOT } from './data'
import { ratioOf, spread, type BenchOptions, type BenchResult } from './stats'

const BAR = 2
const TEMPLATES = 10_000
const LIMIT = 60
const DEFAULT_RUNS = 20
/** One frame at 60 a second, in ms. */
const FRAME = 1000 / 60

/** Ten thousand templates: the shipped ones again and again, each time under other words, so that no two are alike. */
function templatesFor(count: number): SearchableTemplate[] {
  const shipped = loadResources(join(ROOT, 'resources')).templates
  const places = ['杭州仓', '广州仓', '义乌仓', '夏季款', '冬季款', '预售', '直播间', '会员', '大件', '易碎', '跨境', '团购']
  return Array.from({ length: count }, (_, index) => {
    const base = shipped[index % shipped.length]
    if (base === undefined) throw new Error('no template ships')
    const round = Math.floor(index / shipped.length)
    const place = round === 0 ? '' : `${places[round % places.length] ?? ''}${Math.floor(round / places.length) + 1}`
    const template = { ...base, id: `${base.id}-${round}`, titleZh: place === '' ? base.titleZh : `${base.titleZh}·${place}`, titleEn: `${base.titleEn} ${round}`, useCount: (index * 7) % 40 }
    return { ...template, searchKeys: templateSearchKeys(template) }
  })
}

interface Query {
  readonly part: string
  readonly text: string
}

/** What people type, as it grows letter by letter: every beginning is a query of its own. */
function queries(): Query[] {
  const grown = (part: string, words: readonly string[]): Query[] => words.flatMap((word) => Array.from({ length: word.length }, (_, end) => ({ part, text: word.slice(0, end + 1) })))
  return [
    ...grown('Chinese', ['破损照片', '退货地址', '催发货超时', '签收未收到', '运费险', '理赔']),
    ...grown('initials', ['pszp', 'thdz', 'cfhcs', 'qswsd', 'yfx', 'jgcs', 'bfyap']),
    ...grown('full pinyin', ['posun', 'tuihuo', 'chongxinfahuo', 'zhongliang', 'yunfei', 'qianshou']),
    ...grown('English', ['damaged', 'refund', 'return address', 'waybill', 'warehouse']),
    ...['zp 破损', '退款 th', 'hz 缺货', '12', '999', 'damagd', 'waybil 停滞', 'xyzzy', '义乌 补发', 'refnud'].map((text) => ({ part: 'mixed, numbers, typing errors', text })),
  ]
}

/** The bare scan: the same templates as lower-case text, each walked with `includes`, the matches in their order. */
function bareScan(templates: readonly SearchableTemplate[]): (text: string) => string[] {
  const rows = templates.map((one) => {
    const spelled = one.searchKeys.map((key) => key.replaceAll('/', ' ').replaceAll(' ', '')).join(' ')
    const initials = one.searchKeys.map((key) => key.split(' ').map((syllable) => syllable.charAt(0)).join('')).join(' ')
    return { id: one.id, text: [one.titleZh, one.titleEn, one.tags.join(' '), spelled, initials, one.bodyZh, one.bodyEn].join('\n').toLowerCase() }
  })
  return (query) => {
    const words = query.toLowerCase().split(' ').filter((word) => word !== '')
    const found: string[] = []
    for (const row of rows) if (words.every((word) => row.text.includes(word))) found.push(row.id)
    return found.slice(0, LIMIT)
  }
}

/**
 * X3 for templates: our search over ten thousand, ranked by kind, step, platform and use ÷ a bare scan of the same texts in memory with the
 * same queries, which ranks nothing. Both run in this process, one after the other, the order changing.
 */
export async function templateSearchBench(options: BenchOptions): Promise<BenchResult> {
  const templates = templatesFor(TEMPLATES)
  const index = buildTemplateIndex(templates)
  const bare = bareScan(templates)
  const all = queries()
  const standing = { kind: 'damaged', step: 'ask-photos', platform: 'taobao', limit: LIMIT }
  const parts = new Map<string, { ours: number[]; bare: number[] }>()
  const runs = options.runs ?? DEFAULT_RUNS
  let found = 0
  options.say(`${TEMPLATES} templates, ${all.length} queries, ${runs} runs`)
  for (let run = -2; run < runs; run += 1) {
    for (const [position, { part, text }] of all.entries()) {
      const times = { ours: 0, bare: 0 }
      for (const side of (run + position) % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const from = performance.now()
        const hits = side === 'ours' ? searchTemplates(index, text, standing).length : bare(text).length
        times[side] = performance.now() - from
        if (side === 'ours') found += hits
      }
      if (run < 0) continue
      const kept = parts.get(part) ?? { ours: [], bare: [] }
      parts.set(part, kept)
      kept.ours.push(times.ours)
      kept.bare.push(times.bare)
    }
    // lets the collector and timers in between the rounds
    await new Promise((done) => setImmediate(done))
  }
  if (found === 0) throw new Error('the search found nothing at all')
  const each = [...parts].map(([part, times]) => {
    const both = { ours: spread(times.ours), bare: spread(times.bare) }
    return { part, ratio: ratioOf(both.ours.p95, both.bare.p95), ...both }
  })
  const both = { ours: spread([...parts.values()].flatMap((times) => times.ours)), bare: spread([...parts.values()].flatMap((times) => times.bare)) }
  const inFrame = both.ours.p95 <= FRAME ? 'within' : 'over'
  return { name: 'template-search', ratio: ratioOf(both.ours.p95, both.bare.p95), ...both, bar: BAR, parts: each, note: `${TEMPLATES} templates, ${all.length} queries; p95 ${inFrame} one frame of ${FRAME.toFixed(1)} ms` }
}
