/**
 * A document to be printed as PDF: reports, letters, claim packs (M5, M7, L3). Services say what stands in it; the print page lays it
 * out. All text is ready to be shown, in the language of the document.
 */
export interface PrintDocument {
  readonly lang: 'zh' | 'en'
  readonly title: string
  /** Under the title: shop, courier, month. */
  readonly subtitle: string | null
  /** Number of the report or letter, at the top right. */
  readonly number: string | null
  /** In the foot of every page, beside the page number: who, when, head of the audit log (R4). */
  readonly foot: string
  readonly landscape: boolean
  readonly blocks: readonly PrintBlock[]
}

export type PrintBlock =
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'text'; readonly text: string; readonly tone?: 'plain' | 'secondary' | 'warning' }
  | { readonly block: 'facts'; readonly rows: readonly { readonly label: string; readonly value: string }[]; readonly columns: 1 | 2 | 3 }
  | PrintTable
  | { readonly block: 'chart'; readonly chart: ChartSpec; readonly half?: boolean }
  | { readonly block: 'pictures'; readonly pictures: readonly PrintPicture[]; readonly perRow: 1 | 2 | 3 }
  /** Room for seals and signatures, one column per party. */
  | { readonly block: 'signatures'; readonly parties: readonly { readonly name: string; readonly lines: readonly string[] }[] }
  | { readonly block: 'page-break' }

export interface PrintTable {
  readonly block: 'table'
  readonly columns: readonly { readonly title: string; readonly align?: 'left' | 'right'; readonly weight?: number }[]
  readonly rows: readonly (readonly string[])[]
  /** Rows are as high as handwriting needs. */
  readonly toWriteIn?: boolean
  /** Last row, set off. */
  readonly total?: readonly string[]
}

export interface PrintPicture {
  /** `data:image/jpeg;base64,…`, `image/png` or `image/webp`: the print page fetches nothing. */
  readonly dataUrl: string
  readonly caption: string
}

/** What a chart shows (M6): the same on the dashboard and on paper. Values are integer cents, days, counts, or shares from 0 to 1. */
export interface ChartSpec {
  readonly title: string
  readonly kind: 'bar' | 'stacked' | 'line' | 'rows' | 'stacked-rows'
  /** Names on the axis; `rows` and `stacked-rows` lay the bars down, for long names and many of them. */
  readonly categories: readonly string[]
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[]; readonly tone: ChartTone }[]
  readonly unit: 'money' | 'days' | 'count' | 'share'
  readonly currency: string
}

/** Colours by meaning, from the tokens of the design language. */
export const CHART_TONES = ['accent', 'ok', 'soon', 'late', 'calm', 'second'] as const
export type ChartTone = (typeof CHART_TONES)[number]
