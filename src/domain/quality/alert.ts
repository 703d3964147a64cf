import type { Label } from '../case/lists'

/** When reports of one fault are more than chance (Q1): several different buyers within a window, against the units that were shipped. Pure. */
export interface QualityReport {
  readonly id: string
  /** The style, as it was written. */
  readonly sku: string | null
  readonly batch: string | null
  readonly size: string | null
  readonly colour: string | null
  readonly problem: string
  /** Who reported it: a buyer, else the order; null: nobody is known, and it counts for itself. */
  readonly buyer: string | null
  /** Epoch ms. */
  readonly at: number
}

export const ALERT_GROUPS = {
  style: { zh: '款号', en: 'Style' },
  batch: { zh: '批次', en: 'Batch' },
  size: { zh: '尺码', en: 'Size' },
  colour: { zh: '颜色', en: 'Colour' },
} as const satisfies Record<string, Label>
export type AlertGroup = keyof typeof ALERT_GROUPS
export const ALERT_GROUP_IDS = Object.keys(ALERT_GROUPS) as readonly AlertGroup[]

export interface AlertPolicy {
  /** Length of the window that ends now, in ms; its beginning lies outside, its end inside. */
  readonly windowMs: number
  /** Different buyers at least, whatever the rate. */
  readonly minBuyers: number
  /** Buyers per unit shipped from which it is an alert, 0 to 1. */
  readonly minRate: number
  /** So many different buyers are an alert whatever was shipped. */
  readonly absoluteBuyers: number
  /** A size or colour stands out when so much of its style's reports are of it, 0 to 1. */
  readonly focusShare: number
}

export interface QualityAlert {
  readonly by: AlertGroup
  /** The style; null for a batch that runs through several. */
  readonly sku: string | null
  /** The batch, size or colour; null for a style as a whole. */
  readonly part: string | null
  readonly problem: string
  readonly buyers: number
  /** Shipped in the window; null: not known. */
  readonly units: number | null
  /** Buyers per unit; null where the units are not known. */
  readonly rate: number | null
  readonly why: 'rate' | 'absolute'
  /** Newest first. */
  readonly reports: readonly string[]
}

const fold = (text: string | null): string => (text ?? '').normalize('NFKC').trim().toUpperCase()

/** Whether a code of goods is of a style: the same, or the style with size and colour behind a separator. */
export function isOfStyle(code: string, style: string): boolean {
  const [one, of] = [fold(code), fold(style)]
  return of !== '' && (one === of || (one.startsWith(of) && /^[-_/. ]/.test(one.slice(of.length))))
}

/** Units of a style among units by code; null when none of its codes is known. */
export function unitsOfStyle(units: ReadonlyMap<string, number>, style: string): number | null {
  let sum: number | null = null
  for (const [code, count] of units) if (isOfStyle(code, style)) sum = (sum ?? 0) + count
  return sum
}

/** Within the window that ends at `now`. */
export const inWindow = (at: number, now: number, windowMs: number): boolean => at > now - windowMs && at <= now

interface Group {
  readonly by: AlertGroup
  readonly sku: string | null
  readonly part: string | null
  readonly problem: string
  readonly reports: QualityReport[]
}

function groupsOf(reports: readonly QualityReport[]): Group[] {
  const groups = new Map<string, Group>()
  for (const report of reports) {
    const keys: [AlertGroup, string, string | null, string | null][] = []
    const sku = fold(report.sku)
    if (sku !== '') {
      keys.push(['style', sku, report.sku, null])
      if (fold(report.size) !== '') keys.push(['size', `${sku}\n${fold(report.size)}`, report.sku, report.size])
      if (fold(report.colour) !== '') keys.push(['colour', `${sku}\n${fold(report.colour)}`, report.sku, report.colour])
    }
    // a batch of yarn or dye runs through styles
    if (fold(report.batch) !== '') keys.push(['batch', fold(report.batch), null, report.batch])
    for (const [by, key, style, part] of keys) {
      const id = `${by}\n${key}\n${report.problem}`
      const group = groups.get(id) ?? { by, sku: style?.trim() ?? null, part: part?.trim() ?? null, problem: report.problem, reports: [] }
      group.reports.push(report)
      groups.set(id, group)
    }
  }
  return [...groups.values()]
}

/** Different buyers of some reports: who reports twice counts once. */
export const buyersIn = (reports: readonly QualityReport[]): number => new Set(reports.map(({ buyer, id }) => (fold(buyer) === '' ? `id ${id}` : `buyer ${fold(buyer)}`))).size

/**
 * Alerts that stand at `now`, the widest spread first. `units`: units shipped within the window, by code of goods. A style's size or colour
 * is named of its own only where it stands out among the style's reports.
 */
export function qualityAlerts(all: readonly QualityReport[], units: ReadonlyMap<string, number>, now: number, policy: AlertPolicy): QualityAlert[] {
  const groups = groupsOf(all.filter(({ at }) => inWindow(at, now, policy.windowMs)))
  const ofStyle = (group: Group): number => buyersIn(groups.find(({ by, sku, problem }) => by === 'style' && fold(sku) === fold(group.sku) && problem === group.problem)?.reports ?? [])
  const alerts = groups.flatMap((group): QualityAlert[] => {
    const buyers = buyersIn(group.reports)
    if (buyers < Math.min(policy.minBuyers, policy.absoluteBuyers)) return []
    const styles = [...new Set(group.reports.map(({ sku }) => fold(sku)).filter((sku) => sku !== ''))]
    const known = styles.map((style) => unitsOfStyle(units, style))
    const shipped = known.length === 0 || known.includes(null) ? null : known.reduce((sum: number, one) => sum + (one ?? 0), 0)
    const rate = shipped === null || shipped === 0 ? null : buyers / shipped
    const byRate = rate !== null && rate >= policy.minRate && buyers >= policy.minBuyers
    if (!byRate && buyers < policy.absoluteBuyers) return []
    if ((group.by === 'size' || group.by === 'colour') && buyers < policy.focusShare * ofStyle(group)) return []
    const reports = [...group.reports].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
    return [{ by: group.by, sku: group.sku, part: group.part, problem: group.problem, buyers, units: shipped, rate, why: byRate ? 'rate' : 'absolute', reports }]
  })
  return alerts.sort((a, b) => b.buyers - a.buyers || ALERT_GROUP_IDS.indexOf(a.by) - ALERT_GROUP_IDS.indexOf(b.by) || compare(keyOf(a), keyOf(b)))
}

/** What an alert is about, whoever reported it. */
export const keyOf = ({ by, sku, part, problem }: Pick<QualityAlert, 'by' | 'sku' | 'part' | 'problem'>): string => [by, fold(sku), fold(part), problem].join('|')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
