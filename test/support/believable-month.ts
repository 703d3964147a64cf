import type { Random } from '../../src/domain/demo/random'
import { createRandom } from '../../src/domain/demo/random'
import type { StatementLineClass } from '../../src/domain/import/records'
import type { ReconcileClaim, ReconcileLine, StoredMatch } from '../../src/domain/reconcile/types'

/** What really happened to a claim: how its courier paid it, or that it did not yet. */
export type Truth = 'exact' | 'short' | 'over' | 'normalised' | 'instalments' | 'lump-sum' | 'typo' | 'no-waybill' | 'damaged' | 'unpaid'

export interface BelievableMonth {
  readonly month: string
  readonly claims: readonly ReconcileClaim[]
  readonly lines: readonly ReconcileLine[]
  readonly previousMatches: readonly StoredMatch[]
  readonly prefixes: Readonly<Record<string, readonly string[]>>
  readonly truthOfClaim: ReadonlyMap<string, Truth>
  /** Claims that each claim line is really for; a stranger is for none. Charges are not in it. */
  readonly claimsOfLine: ReadonlyMap<string, readonly string[]>
}

export const MONTH = '2026-10'

/** Shares of the claims that are paid (issue: 80 % exact, 5 % short or over, 5 % normalised, 4 % instalments, 3 % lump sums, 1 % each of the rest). */
const PAID: readonly (readonly [Exclude<Truth, 'unpaid'>, number])[] = [
  ['exact', 80], ['short', 4], ['over', 1], ['normalised', 5], ['instalments', 4], ['lump-sum', 3], ['typo', 1], ['no-waybill', 1], ['damaged', 1],
]
/** Open claims on top of those, per hundred, that nothing pays this month. */
const UNPAID_PER_HUNDRED = 6
/** Claims of earlier months among all, per hundred; some have had a part of their money then. */
const EARLIER_PER_HUNDRED = 12

interface Maker {
  readonly id: string
  readonly prefix: string
  readonly digits: number
  readonly weight: number
}
const COURIERS: readonly Maker[] = [
  { id: 'sf', prefix: 'SF', digits: 13, weight: 30 },
  { id: 'zto', prefix: '', digits: 14, weight: 22 },
  { id: 'yto', prefix: 'YT', digits: 13, weight: 18 },
  { id: 'sto', prefix: '', digits: 15, weight: 12 },
  { id: 'jt', prefix: 'JT', digits: 13, weight: 12 },
  { id: 'ems', prefix: '', digits: 13, weight: 6 },
]
const PREFIXES = { sf: ['SF'], zto: ['ZTO', 'ZT'], yto: ['YT'], sto: ['STO'], jt: ['JT'], ems: [] }

/** The prices of a shop: a few hundred goods, so that amounts repeat as they really do. */
function prices(random: Random): [number, ...number[]] {
  const first = 3990
  const rest = Array.from({ length: 400 }, () => random.int(9, 600) * 100 - random.pick([0, 10, 50, 100]))
  return [first, ...rest]
}

/**
 * A month as couriers bill it, with the truth known (issue 6): `count` claims that are paid in one way or another, open ones that are
 * not, strangers that belong to nobody (a fifth of them one digit from an open claim, with its amount), claw-backs, freight and premium
 * lines. One seed always makes the same month. Couriers number consecutively: parcels of one shipment have neighbouring waybills.
 */
export function believableMonth(count: number, seed: number): BelievableMonth {
  const random = createRandom(seed, 'month')
  const goods = prices(random)
  const numbers = waybills(random)
  const claims: ReconcileClaim[] = []
  const lines: ReconcileLine[] = []
  const previousMatches: StoredMatch[] = []
  const truthOfClaim = new Map<string, Truth>()
  const claimsOfLine = new Map<string, readonly string[]>()
  const rows = new Map<string, number>()
  const waiting = new Map<string, ReconcileClaim[]>()
  const loneWaybills: { readonly courierId: string; readonly waybill: string }[] = []
  const open: ReconcileClaim[] = []

  const addLine = (courierId: string, facts: Partial<ReconcileLine> & { readonly amountCents: number }, truth: readonly string[] | null): ReconcileLine => {
    const row = (rows.get(courierId) ?? 1) + 1
    rows.set(courierId, row)
    const lineClass: StatementLineClass = facts.lineClass ?? (facts.amountCents < 0 ? 'claw-back' : 'claim-credit')
    const line: ReconcileLine = { id: `${courierId}:${row}`, row, courierId, waybill: null, waybillRaw: facts.waybill ?? null, waybillDamaged: false, workOrderNo: null, memo: null, occurredOn: null, ...facts, lineClass }
    lines.push(line)
    if (truth !== null) claimsOfLine.set(line.id, truth)
    return line
  }

  const total = count + Math.round((count * UNPAID_PER_HUNDRED) / 100)
  for (let at = 0; at < total; at += 1) {
    const truth: Truth = at < count ? random.weighted(PAID) : 'unpaid'
    const { courier, waybill } = numbers.next()
    const goodsCents = random.pick(goods) * (random.chance(0.15) ? 2 : 1)
    const freightCents = random.chance(0.6) ? random.int(12, 40) * 50 : 0
    const earlier = random.int(1, 100) <= EARLIER_PER_HUNDRED
    const filedDay = random.int(1, 26)
    const claim: ReconcileClaim = {
      id: `claim-${at}`,
      claimNo: `L-${String(at).padStart(7, '0')}`,
      courierId: courier.id,
      waybill,
      aliases: random.chance(0.04) ? [numbers.another(courier)] : [],
      workOrderNo: random.chance(0.5) ? `GD${random.digits(10)}` : null,
      amountCents: goodsCents + freightCents,
      goodsCents,
      freightCents,
      grantedCents: null,
      status: random.pick(['filed', 'filed', 'accepted', 'granted']),
      filedOn: earlier ? `2026-0${random.int(8, 9)}-${twoDigits(random.int(1, 28))}` : `${MONTH}-${twoDigits(filedDay)}`,
      endedOn: null,
    }
    claims.push(claim)
    truthOfClaim.set(claim.id, truth)
    pay(claim, truth, earlier ? random.int(1, 28) : Math.min(31, filedDay + random.int(1, 12)))
  }

  for (const [courierId, list] of waiting) flushLump(courierId, list, list.length)
  addStrangers()
  addCharges()
  return { month: MONTH, claims, lines: shuffle(random, lines), previousMatches, prefixes: PREFIXES, truthOfClaim, claimsOfLine }

  function pay(claim: ReconcileClaim, truth: Truth, day: number): void {
    const { amountCents, goodsCents, freightCents, waybill, id } = claim
    const courierId = claim.courierId ?? ''
    const occurredOn = `${MONTH}-${twoDigits(day)}`
    const own = [id]
    switch (truth) {
      case 'exact': {
        // A third of them by the courier's own number, some by an alias, all to the cent; one in a hundred is taken back again.
        const alias = claim.aliases[0]
        const number = claim.workOrderNo !== null && random.chance(0.3) ? claim.workOrderNo : null
        addLine(courierId, { amountCents, waybill: alias ?? waybill, workOrderNo: number, occurredOn }, own)
        if (random.chance(0.01)) addLine(courierId, { amountCents: -amountCents, waybill, occurredOn, memo: '理赔扣回' }, own)
        return
      }
      case 'short': {
        // Some in two instalments of which the last has not come.
        if (random.chance(0.15) && amountCents > 1000) {
          addLine(courierId, { amountCents: Math.floor(amountCents * 0.3), waybill, occurredOn }, own)
          addLine(courierId, { amountCents: Math.floor(amountCents * 0.45), waybill, occurredOn: `${MONTH}-${twoDigits(Math.min(31, day + 1))}` }, own)
          return
        }
        const part = random.weighted([[goodsCents, 4], [freightCents, 1], [Math.floor(amountCents * (random.int(20, 95) / 100)), 5]])
        addLine(courierId, { amountCents: part > 0 && part < amountCents ? part : Math.max(1, amountCents >> 1), waybill, occurredOn }, own)
        return
      }
      case 'over':
        addLine(courierId, { amountCents: amountCents + random.int(1, 60) * 50, waybill, occurredOn }, own)
        return
      case 'normalised':
        addLine(courierId, { amountCents, waybill: disguise(random, waybill), occurredOn }, own)
        return
      case 'instalments': {
        const first = Math.max(1, Math.floor(amountCents * (random.int(20, 70) / 100)))
        if (claim.filedOn !== null && claim.filedOn < MONTH && random.chance(0.5)) {
          previousMatches.push({ month: '2026-09', claimId: id, lineId: `september-${id}`, stage: 'short-over', creditedCents: first, origin: 'auto' })
        } else {
          addLine(courierId, { amountCents: first, waybill, occurredOn }, own)
        }
        addLine(courierId, { amountCents: amountCents - first, waybill, occurredOn: `${MONTH}-${twoDigits(Math.min(31, day + 2))}` }, own)
        return
      }
      case 'lump-sum': {
        const list = waiting.get(courierId) ?? []
        list.push(claim)
        waiting.set(courierId, list)
        if (list.length >= 12) flushLump(courierId, list, random.int(2, 12))
        return
      }
      case 'typo':
        addLine(courierId, { amountCents, waybill: numbers.mistype(waybill), occurredOn }, own)
        return
      case 'no-waybill':
        addLine(courierId, { amountCents, memo: '理赔款', occurredOn }, own)
        return
      case 'damaged':
        addLine(courierId, { amountCents, waybillRaw: `${waybill.replace(/\D/g, '')[0] ?? '1'}.${random.digits(2)}E+${waybill.length - 1}`, waybillDamaged: true, occurredOn }, own)
        return
      case 'unpaid':
        open.push(claim)
    }
  }

  /** One line for several claims, listing all of them in its words or in the waybill cell. */
  function flushLump(courierId: string, list: ReconcileClaim[], size: number): void {
    const batch = list.splice(0, size)
    if (batch.length === 0) return
    const texts = batch.map(({ waybill }) => waybill)
    const amountCents = batch.reduce((sum, claim) => sum + claim.amountCents, 0)
    const truth = batch.map(({ id }) => id)
    const occurredOn = `${MONTH}-${twoDigits(random.int(27, 31))}`
    if (random.chance(0.5)) addLine(courierId, { amountCents, waybill: texts.join(random.pick([',', '、', ' / ', '；'])), occurredOn }, truth)
    else addLine(courierId, { amountCents, memo: `${random.pick(['合并理赔', '批量理赔款', '理赔'])} ${texts.join('、')} 共${texts.length}票`, occurredOn }, truth)
  }

  /** Money for parcels that are not ours or were never claimed; the mean ones stand one digit from an open claim with its amount. */
  function addStrangers(): void {
    const strangers = Math.round(count * 0.05)
    for (let at = 0; at < strangers; at += 1) {
      const near = at % 5 === 0 ? open[(at / 5) % Math.max(open.length, 1)] : undefined
      const occurredOn = `${MONTH}-${twoDigits(random.int(5, 31))}`
      if (near !== undefined) addLine(near.courierId ?? '', { amountCents: near.amountCents, waybill: numbers.mistype(near.waybill), occurredOn }, [])
      else {
        const { courier, waybill } = numbers.next()
        addLine(courier.id, { amountCents: random.pick(goods) * (random.chance(0.1) ? -1 : 1), waybill, occurredOn }, [])
      }
    }
  }

  function addCharges(): void {
    for (const claim of claims) {
      if (random.chance(0.1)) loneWaybills.push({ courierId: claim.courierId ?? '', waybill: claim.waybill })
    }
    for (const { courierId, waybill } of loneWaybills) {
      addLine(courierId, { amountCents: -random.int(8, 40) * 50, waybill, lineClass: 'freight' }, null)
      if (random.chance(0.2)) addLine(courierId, { amountCents: -random.int(1, 6) * 50, waybill, lineClass: 'premium' }, null)
    }
  }
}

const twoDigits = (day: number): string => String(day).padStart(2, '0')

/** Waybills as couriers give them: mostly runs of neighbouring numbers, each given once. */
function waybills(random: Random): { next(): { courier: Maker; waybill: string }; another(courier: Maker): string; mistype(waybill: string): string } {
  const used = new Set<string>()
  const runs = new Map<string, bigint>()
  const weights = COURIERS.map((courier): readonly [Maker, number] => [courier, courier.weight])
  const fresh = (courier: Maker): string => {
    for (;;) {
      const last = runs.get(courier.id)
      const body = last === undefined || random.chance(0.4) ? BigInt(random.digits(courier.digits)) : last + BigInt(random.int(1, 3))
      runs.set(courier.id, body)
      const waybill = `${courier.prefix}${body}`
      if (used.has(waybill) || waybill.endsWith('00000')) continue
      used.add(waybill)
      return waybill
    }
  }
  return {
    next() {
      const courier = random.weighted(weights)
      return { courier, waybill: fresh(courier) }
    },
    another: fresh,
    /** One digit other, missing, too many, or two swapped; seldom the number of another parcel, as it happens with neighbours. */
    mistype(waybill) {
      const from = waybill.search(/\d/)
      for (;;) {
        const at = random.int(from + 1, waybill.length - 2)
        const kind = random.weighted([['other', 6], ['missing', 1], ['extra', 1], ['swapped', 2]] as const)
        const digit = String(random.int(0, 9))
        const wrong =
          kind === 'other' ? waybill.slice(0, at) + digit + waybill.slice(at + 1)
          : kind === 'missing' ? waybill.slice(0, at) + waybill.slice(at + 1)
          : kind === 'extra' ? waybill.slice(0, at) + digit + waybill.slice(at)
          : waybill.slice(0, at) + (waybill[at + 1] ?? '') + (waybill[at] ?? '') + waybill.slice(at + 2)
        if (wrong === waybill || wrong.endsWith('000000')) continue
        if (used.has(wrong) && random.chance(0.9)) continue
        return wrong
      }
    },
  }
}

/** Another spelling of the same number. */
function disguise(random: Random, waybill: string): string {
  const letters = /^[A-Z]+/.exec(waybill)?.[0] ?? ''
  const spaced = waybill.replace(/(.{4})(?=.)/g, '$1 ')
  const wide = [...waybill].map((char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).join('')
  const bare = letters === '' ? spaced : waybill.slice(letters.length)
  return random.pick([waybill === waybill.toLowerCase() ? wide : waybill.toLowerCase(), wide, spaced, bare])
}

function shuffle<T>(random: Random, list: readonly T[]): T[] {
  const out = [...list]
  for (let at = out.length - 1; at > 0; at -= 1) {
    const other = random.int(0, at)
    const here = out[at]
    const there = out[other]
    if (here === undefined || there === undefined) continue
    out[at] = there
    out[other] = here
  }
  return out
}
