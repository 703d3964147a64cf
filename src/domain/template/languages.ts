import type { Template } from './template'

const PLACEHOLDER = /\{\{[^{}]*\}\}/g
const HAN = /\p{Script=Han}/u

/** The language in which a template has no text of its own (T1): it is empty, or says the other language's words again. */
export function missingLanguage({ titleZh, titleEn, bodyZh, bodyEn }: Pick<Template, 'titleZh' | 'titleEn' | 'bodyZh' | 'bodyEn'>): 'zh' | 'en' | null {
  const words = (text: string): string => text.replace(PLACEHOLDER, '')
  if (titleZh.trim() === '' || !HAN.test(words(bodyZh))) return 'zh'
  return titleEn.trim() === '' || words(bodyEn).trim() === '' || HAN.test(words(bodyEn)) ? 'en' : null
}
