import { CALMING_PARTS, type CalmingPartId, type CalmingPolicy } from './policy'
import { plain, squeezed } from './plain'

const HAS_CJK = /[\u3400-\u9fff]/u
const LATIN = /[a-z]/iu

/** The language a text is written in, by its script: Chinese when it has any Chinese character or no letter at all. */
export const languageOf = (text: string): 'zh' | 'en' => (HAS_CJK.test(text) || !LATIN.test(text) ? 'zh' : 'en')

/** The parts of the calming sequence whose cues a text shows (P8). Parts without cues are left out: nobody can tell. */
export function calmingParts(text: string, policy: CalmingPolicy): CalmingPartId[] {
  const [spaced, tight] = [plain(text).text, squeezed(text).text]
  return CALMING_PARTS.filter((id) => policy[id].cues.some((cue) => (HAS_CJK.test(cue) ? tight : spaced).includes(cue.toLowerCase())))
}

/** UTF-16 offset behind the first sentence: where an apology goes after a buyer was shown that they were heard. */
export function afterFirstSentence(text: string): number {
  const end = /[。！？!?\n]|\.(?=\s|$)/u.exec(text)
  return end === null ? text.length : end.index + end[0].length
}
