import { pinyin, polyphonic } from 'pinyin-pro'
import type { Template } from '../../domain/template/template'

const CHINESE = /\p{Script=Han}/u
/** Beyond the reading in context and two more, readings are archaic and only make the search match too much. */
const MAX_READINGS = 3

/** `searchKeys` of a template (T2): pinyin of its title, then of each Chinese tag. The format is that of domain/template/search. */
export function templateSearchKeys(template: Pick<Template, 'titleZh' | 'tags'>): string[] {
  return [pinyinKey(template.titleZh), ...template.tags.filter((tag) => CHINESE.test(tag)).map(pinyinKey)]
}

/**
 * Syllables of a text parted by blanks; a character with several readings has them parted by `/`, the one in context first. Words and
 * digits between the characters stand as they are, punctuation is left out: `重新发货 2` → `chong/zhong xin fa huo 2`.
 */
export function pinyinKey(text: string): string {
  // Runs of Chinese are read as a whole, because the neighbours decide the reading of a polyphone.
  const runs = text.normalize('NFKC').toLowerCase().match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []
  return runs.flatMap((run) => (CHINESE.test(run) ? syllables(run) : [run])).join(' ')
}

function syllables(run: string): string[] {
  const inContext = pinyin(run, { toneType: 'none', type: 'array' })
  const possible = polyphonic(run, { toneType: 'none', type: 'array' })
  return inContext.map((reading, position) => {
    const readings = new Set([reading, ...(possible[position] ?? [])].filter((one) => /^[a-zü]+$/.test(one)).slice(0, MAX_READINGS).flatMap(typedForms))
    return [...readings].join('/')
  }).filter((readings) => readings !== '')
}

/** ü is typed as v by most and as u by some. */
function typedForms(reading: string): string[] {
  return reading.includes('ü') ? [reading.replace('ü', 'v'), reading.replace('ü', 'u')] : [reading]
}
