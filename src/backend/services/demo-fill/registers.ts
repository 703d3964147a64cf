import { DAY } from '../../../domain/clock/duration'
import type { Random } from '../../../domain/demo/random'
import type { RegisterValues } from '../../../domain/register/register'
import type { WriteTx } from '../../db/write'
import { dayOf } from '../claims'
import type { Kernel } from '../kernel'
import { insertEntry } from '../register-entries'
import { hooksOf } from '../register-hooks'
import type { DemoCase } from './cases'
import type { DemoPeople } from './people'

/** An entry that the demo registers, of the register with this id. */
export interface DemoEntry {
  readonly register: string
  readonly caseId: string | null
  readonly source: string | null
  readonly values: RegisterValues
}

type Review = readonly [rating: 'bad' | 'neutral' | 'good', words: string]
const REVIEWS: readonly [Review, ...Review[]] = [
  ['bad', '用了一周就掉色，联系客服两天没人理，差评。'],
  ['bad', '尺码偏小很多，和页面的表完全对不上。'],
  ['neutral', '东西还行，物流太慢了，等了九天。'],
  ['neutral', '颜色比图片深，将就着用。'],
  ['bad', '少发了一件，说补发到现在没有单号。'],
  ['good', '面料结实，做工细，发货快，会再来。'],
  ['good', '客服很耐心，包装也好。'],
]
const SUBJECTS = ['onboarding', 'products', 'rules', 'service', 'privacy', 'claims'] as const

/** What stands in the described registers of the demo: reviews of its cases, trainings of its staff, and what their own rules list. */
export function demoEntries(kernel: Kernel, random: Random, people: DemoPeople, reviewed: readonly DemoCase[], zone: string, most: number): DemoEntry[] {
  const now = kernel.now()
  const reviews = reviewed.slice(0, most).map((one): DemoEntry => {
    const [rating, words] = random.pick(REVIEWS)
    return {
      register: 'reviews',
      caseId: one.id,
      source: null,
      values: { shop: one.shopId, order: one.order?.number ?? null, buyer: one.buyerNick, rating, words, day: dayOf(one.life.openedAt, zone), due: rating === 'good' ? null : now + random.int(-2, 12) * DAY, assignee: people.pickStaff(random).id },
    }
  })
  const trainings = Array.from({ length: Math.min(most, 12) }, (): DemoEntry => ({ register: 'trainings', caseId: null, source: null, values: { assignee: people.pickStaff(random).id, subject: random.pick(SUBJECTS), due: now + random.int(-3, 40) * DAY, everyMonths: random.pick([6, 12]) } }))
  const fed = ['visits', 'scores', 'samples'].flatMap((register) => (hooksOf(register).feed?.(kernel) ?? []).slice(0, most).map((one): DemoEntry => ({ register, ...one })))
  return [...reviews, ...trainings, ...fed]
}

/** Registers one of them; a register that a supervisor took away is passed over. */
export function insertDemoEntry(kernel: Kernel, tx: WriteTx, { register: id, ...entry }: DemoEntry): void {
  const register = kernel.resources.registers.find((one) => one.id === id)
  if (register !== undefined) insertEntry(kernel, tx, register, entry)
}
