/** Masking of personal data (R3): what is masked already stays as it is. */

const MASKED = /[*＊•]/

/** Whether a platform or we have hidden a part of it: shown as it is, never a key (O1). */
export const isMasked = (text: string): boolean => MASKED.test(text)

/** Keeps the first character of a name. */
export function maskName(name: string): string {
  const characters = [...name.trim()]
  if (characters.length === 0 || MASKED.test(name)) return name
  return `${characters[0] ?? ''}${'*'.repeat(Math.min(Math.max(characters.length - 1, 1), 3))}`
}

/** Keeps the first three and last four digits of a phone; shorter numbers keep their last two. */
export function maskPhone(phone: string): string {
  if (MASKED.test(phone)) return phone
  const text = phone.trim()
  if (text.length < 8) return `${'*'.repeat(Math.max(text.length - 2, 0))}${text.slice(-2)}`
  return `${text.slice(0, 3)}****${text.slice(-4)}`
}

/** Keeps about the province and city of an address: the first six characters. */
export function maskAddress(address: string): string {
  const characters = [...address.trim()]
  if (MASKED.test(address) || characters.length <= 6) return address
  return `${characters.slice(0, 6).join('')}***`
}

const MOBILE_IN_TEXT = /(?<![\d*])1[3-9]\d{9}(?!\d)/g

/** Masks the Chinese mobile numbers that people write into notes; longer numbers (orders, waybills) stay. */
export function maskPhonesIn(text: string): string {
  return text.replace(MOBILE_IN_TEXT, maskPhone)
}

/** An account (Alipay, bank card, phone): its last four characters, of short ones the last. */
export function maskAccount(account: string): string {
  const units = Array.from(account.trim())
  const shown = units.length >= 8 ? 4 : Math.min(1, units.length - 1)
  return `${'*'.repeat(Math.min(8, units.length - Math.max(0, shown)))}${shown > 0 ? units.slice(-shown).join('') : ''}`
}
