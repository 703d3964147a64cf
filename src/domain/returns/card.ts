import { parseCaseNo } from '../case/case-no'

/**
 * What the code of an after-sales card says (W6): `RC`, the case number without hyphens, and a check character (ISO 7064, MOD 37,36). It
 * carries nothing else: whoever finds the card learns no name, phone or address from it.
 */
const PREFIX = 'RC'
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const MODULUS = ALPHABET.length

/** The product of ISO 7064 after all characters; null when one of them is not a capital letter or a digit. */
function productOf(text: string): number | null {
  let product = MODULUS
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    product = (((product + value) % MODULUS || MODULUS) * 2) % (MODULUS + 1)
  }
  return product
}

/** The check character of capital letters and digits: one that is mistyped is always noticed. Throws RangeError for anything else. */
export function checkCharacter(text: string): string {
  const product = productOf(text)
  if (product === null) throw new RangeError(`only capital letters and digits have a check character, not ${text}`)
  return ALPHABET.charAt((MODULUS + 1 - product) % MODULUS)
}

/** The code of the card of a case. Throws RangeError for what is no case number. */
export function cardCode(caseNo: string): string {
  if (parseCaseNo(caseNo) === null) throw new RangeError(`${caseNo} is not a case number`)
  const body = `${PREFIX}${caseNo.replaceAll('-', '')}`
  return `${body}${checkCharacter(body)}`
}

export type CardReading = { readonly card: 'good'; readonly caseNo: string } | { readonly card: 'damaged' } | { readonly card: 'none' }

/** Reads the code of a card, in capitals and without blanks. `damaged`: it begins as one, but is not whole; it is never guessed. */
export function readCard(code: string): CardReading {
  const text = code.replaceAll('-', '')
  if (!/^RCA[0-9A-Z]{4}/.test(text)) return { card: 'none' }
  const body = text.slice(0, -1)
  const parsed = /^[0-9A-Z]+$/.test(text) ? parseCaseNo(body.slice(PREFIX.length)) : null
  if (parsed === null || checkCharacter(body) !== text.slice(-1)) return { card: 'damaged' }
  return { card: 'good', caseNo: `${parsed.prefix}-${parsed.devicePart}-${String(parsed.n).padStart(5, '0')}` }
}
