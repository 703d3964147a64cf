/**
 * Keys by which the same person is met again (C11). What is masked, encrypted or virtual gives none: it would join strangers, or part
 * one person into many (O1).
 */
const MASKED = /[*＊•#]/
/** Ciphertext of platforms: no blank, no Chinese, and signs that no address holds. */
const ENCRYPTED = /^[~$|]|[=]{1,2}[~$|]*$|^[A-Za-z0-9+/=~$|_-]{24,}$/
const SHORTEST_ADDRESS = 9

const halfWidth = (text: string): string => text.replaceAll(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))

/** Digits of a phone number that is one; null for masked, encrypted and virtual ones (those with an extension). */
export function phoneKey(phone: string | null | undefined): string | null {
  const text = halfWidth(phone ?? '').trim()
  if (text === '' || MASKED.test(text) || ENCRYPTED.test(text)) return null
  const written = text.replaceAll(/[\s()]/g, '')
  const mobile = /^(?:\+86|0086|86)?-?(1[3-9]\d-?\d{4}-?\d{4})$/.exec(written)
  if (mobile?.[1] !== undefined) return mobile[1].replaceAll('-', '')
  const digits = written.replaceAll('-', '')
  // a mobile number with more behind it is virtual: the platform's, its extension says whose it is for a few weeks
  return /^(?:\+?86)?1[3-9]\d{9}/.test(digits) || !/^\+?\d{7,15}$/.test(digits) ? null : digits.replace('+', '')
}

/** An address without blanks and punctuation; null for masked, encrypted and very short ones. */
export function addressKey(address: string | null | undefined): string | null {
  const text = halfWidth(address ?? '').trim()
  if (text === '' || MASKED.test(text) || ENCRYPTED.test(text)) return null
  const key = text.toLowerCase().replaceAll(/[\s\p{P}\p{S}]/gu, '')
  return [...key].length < SHORTEST_ADDRESS ? null : key
}
