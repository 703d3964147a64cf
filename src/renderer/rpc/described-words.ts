import type { Entry } from '../../contract/register'
import type { Register, RegisterField, RegisterState } from '../../domain/register/register'
import { stateOf, type RegisterValue } from '../../domain/register/register'
import { refusalOf, type ValueFault } from '../../domain/register/values'
import { valueWords, type WordTerms } from '../../domain/register/words'
import { locale, pick, t } from '../i18n'
import { useCouriers } from './couriers'
import { useSession } from './session'

/** Names for ids and the zone of the shop, for words of values. */
export function useWordTerms(): () => Omit<WordTerms, 'currency'> {
  const session = useSession()
  const couriers = useCouriers()
  void couriers.load()
  return () => {
    const shops = session.state?.shops ?? []
    const staff = session.state?.staff ?? []
    return {
      locale: locale.value === 'en' ? 'en' : 'zh',
      timeZone: shops[0]?.timeZone ?? 'Asia/Shanghai',
      // accounts come masked from the background process, for those who may not see them
      whole: true,
      staffName: (id) => staff.find((one) => one.id === id)?.name ?? null,
      shopName: (id) => shops.find((one) => one.id === id)?.name ?? null,
      courierName: (id) => couriers.name(id),
    }
  }
}

export const fieldWords = (field: RegisterField, entry: Pick<Entry, 'values' | 'currency'>, terms: Omit<WordTerms, 'currency'>): string => valueWords(field, entry.values[field.id], { ...terms, currency: entry.currency })
export const stateWords = (register: Register, id: string): string => {
  const state = stateOf(register, id)
  return state === undefined ? id : pick(state)
}
export const toneOf = (register: Register, id: string): RegisterState['tone'] => stateOf(register, id)?.tone ?? 'calm'

/** What is wrong with a value; where the description refuses words, what it says to do instead. */
export function faultWords(register: Register, why: ValueFault | undefined, value: RegisterValue | undefined): string | null {
  if (why === undefined) return null
  const refusal = why === 'refused' ? refusalOf(register, value ?? null) : null
  return refusal === null ? t(`described.faults.${why}`) : pick(refusal)
}

/** What the details say of an entry: every field that the description shows there and that says something, with its name. */
export function detailFacts(register: Register, entry: Pick<Entry, 'values' | 'currency'>, terms: Omit<WordTerms, 'currency'>): (readonly [name: string, words: string])[] {
  return register.fields.flatMap((field) => {
    const words = field.detail ? fieldWords(field, entry, terms) : ''
    return words === '' ? [] : [[pick(field), words] as const]
  })
}
