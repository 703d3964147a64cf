import type { KpiAnswer, KpiFact, KpiMine, KpiScope } from '../../contract/kpi'
import { localDay } from '../../domain/clock/zone'
import { DIMENSIONS, factsBehind, figuresOf, groupFacts, rowsOf, type Behind, type Dimension, type Fact, type Groups, type KpiFigures, type KpiRow, type Measure, type OrderCount } from '../../domain/kpi/figures'
import { monthsOf, periodOf, stepPeriod, type Period } from '../../domain/kpi/period'
import * as masters from '../repositories/masters'
import type { Actor, Kernel } from './kernel'
import { collectFacts } from './kpi-facts'
import { shopNames } from './masters'
import { shopTerms } from './reconcile-month'

interface Look {
  readonly period: Period
  readonly before: Period
  readonly currency: string
  readonly currencies: readonly string[]
  /** Of the period, then of the one before. */
  readonly facts: readonly Fact[]
  readonly past: readonly Fact[]
  readonly orders: readonly OrderCount[]
  readonly pastOrders: readonly OrderCount[]
}

/** The time zone of one shop, where one is chosen. */
const termsOf = (kernel: Kernel, shopId: string | null): { currency: string; timeZone: string } => (shopId === null ? undefined : masters.findShop(kernel.read, shopId)) ?? shopTerms(kernel)

async function lookAt(kernel: Kernel, { unit, day, shopId, currency }: KpiScope): Promise<Look> {
  const terms = termsOf(kernel, shopId ?? null)
  const { timeZone } = terms
  const period = periodOf(unit, day ?? localDay(timeZone, kernel.now()), timeZone)
  const before = stepPeriod(period, -1, timeZone)
  const months = [...new Set([...monthsOf(before), ...monthsOf(period)])]
  const { facts, orders } = await collectFacts(kernel, { from: before.from, to: period.to, split: period.from, months, timeZone, currency: shopTerms(kernel).currency })
  const own = shopId == null ? facts : facts.filter((fact) => fact.shopId === shopId)
  const counted = shopId == null ? orders : orders.filter((one) => one.shopId === shopId)
  const used = new Set(own.flatMap((fact) => (fact.measure === 'cost' && fact.currency !== null ? [fact.currency] : [])))
  used.delete(terms.currency)
  return {
    period,
    before,
    currency: currency ?? terms.currency,
    currencies: [terms.currency, ...[...used].sort()],
    facts: own.filter(({ at }) => at >= period.from),
    past: own.filter(({ at }) => at < period.from),
    orders: counted.flatMap((one) => (one.orders > 0 ? [{ shopId: one.shopId, orders: one.orders }] : [])),
    pastOrders: counted.flatMap((one) => (one.before > 0 ? [{ shopId: one.shopId, orders: one.before }] : [])),
  }
}

/** Facts that are grouped between two pauses. */
const AT_ONCE = 20_000

const sumOf = (orders: readonly OrderCount[]): number => orders.reduce((sum, one) => sum + one.orders, 0)
const asPeriod = ({ unit, firstDay, lastDay }: Period): KpiAnswer['period'] => ({ unit, firstDay, lastDay })

/** Figures, tables and the period before (K1), read in slices. Errors: AppError INVALID_INPUT by the contract; MoneyOverflowError. */
export async function readKpi(kernel: Kernel, scope: KpiScope): Promise<KpiAnswer> {
  const look = await lookAt(kernel, scope)
  const { currency, facts } = look
  const by: Record<Dimension, KpiRow[]> = { shop: [], courier: [], sku: [], reason: [], agent: [], cost: [] }
  for (const dimension of DIMENSIONS) {
    const groups: Groups = new Map()
    // a month of a great shop has a hundred thousand facts
    for (let first = 0; first < facts.length; first += AT_ONCE) {
      groupFacts(dimension, facts.slice(first, first + AT_ONCE), currency, groups)
      await kernel.pace.giveWay()
    }
    by[dimension] = rowsOf(dimension, groups, currency, look.orders)
    await kernel.pace.giveWay()
  }
  const agents = by.agent.flatMap(({ key }) => (key === null ? [] : [key]))
  return {
    period: asPeriod(look.period),
    before: asPeriod(look.before),
    currency,
    currencies: [...look.currencies],
    figures: figuresOf(facts, currency, sumOf(look.orders)),
    was: figuresOf(look.past, currency, sumOf(look.pastOrders)),
    costs: by.cost.reduce((sum, row) => sum + row.costs, 0),
    by,
    reasons: kernel.resources.policy.reasons.map(({ id, zh, en }) => ({ id, zh, en })),
    names: Object.fromEntries([...shopNames(kernel), ...agents.map((id): [string, string] => [id, kernel.staffName(id) ?? id])]),
    mostRows: kernel.resources.policy.kpi.mostRows,
  }
}

export interface Listed {
  readonly total: number
  readonly rows: KpiFact[]
  readonly currency: string
}

function listed(kernel: Kernel, facts: readonly Fact[], currency: string): Listed {
  const rows = facts.slice(0, kernel.resources.policy.kpi.mostListed).map(({ kind, id, caseId, no, at, value, good, part, agentId }): KpiFact => ({ kind, id, caseId, no, at, value, good, part, agent: agentId === null ? null : kernel.staffName(agentId) }))
  return { total: facts.length, rows, currency }
}

/** The rows behind a figure (K1), newest first, at most the policy's number of them. */
export async function behindKpi(kernel: Kernel, input: KpiScope & Behind): Promise<Listed> {
  const { facts, currency } = await lookAt(kernel, input)
  return listed(kernel, factsBehind(facts, input, currency), currency)
}

interface Mine {
  readonly period: Period
  readonly before: Period
  readonly currency: string
  readonly facts: readonly Fact[]
  readonly figures: KpiFigures
  readonly was: KpiFigures
}

/** What a person's own figures are made of: cases they are assigned, promises they made, scores of their cases. Money and samples are left out. */
const OWN: ReadonlySet<Measure> = new Set<Measure>(['opened', 'solve', 'promise', 'score'])

async function mineOf(kernel: Kernel, actor: Actor, scope: Pick<KpiScope, 'unit' | 'day'>): Promise<Mine> {
  const look = await lookAt(kernel, scope)
  const own = (facts: readonly Fact[]): Fact[] => facts.filter(({ agentId, measure }) => agentId === actor.staffId && OWN.has(measure))
  const facts = own(look.facts)
  const { period, before, currency } = look
  return { period, before, currency, facts, figures: figuresOf(facts, currency, null), was: figuresOf(own(look.past), currency, null) }
}

/** Own figures of a person (K1): whoever may not see those of all sees these. */
export async function readMine(kernel: Kernel, actor: Actor, scope: Pick<KpiScope, 'unit' | 'day'>): Promise<KpiMine> {
  const { period, before, figures, was, currency } = await mineOf(kernel, actor, scope)
  return { period: asPeriod(period), before: asPeriod(before), figures, was, currency }
}

export async function behindMine(kernel: Kernel, actor: Actor, input: Pick<KpiScope, 'unit' | 'day'> & { readonly measure: Measure }): Promise<Listed> {
  const { facts, currency } = await mineOf(kernel, actor, input)
  return listed(kernel, factsBehind(facts, { measure: input.measure, dimension: null, key: null }, currency), currency)
}
