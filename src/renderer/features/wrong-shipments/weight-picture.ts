/** The weight comparison of an entry as one picture (W4): everything that somebody needs who sees nothing else. Drawn for paper: the same in either theme. */
import type { ShipmentRecord } from '../../../contract/wrong-shipments'
import type { Locale } from '../../../domain/money/money'
import { gramsText, WEIGHT_SOURCES, type Fit, type Tolerance, type WeighedLine, type WeightVerdict } from '../../../domain/wrong-shipment/weight'
import { theoryText, weightReasons, WEIGHT_SOURCE_LABELS, WEIGHT_VERDICT_LABELS } from '../../../domain/wrong-shipment/weight-words'
import { compareShipment } from '../../../domain/wrong-shipment/weights'
import { t } from '../../i18n'
import { errorWords } from './words'

/** CSS pixels; drawn at twice the size, so that it can be read when a messenger makes it smaller. */
const WIDTH = 900
const SCALE = 2
const EDGE = 32
const PHOTO_MOST = 520
/** Long enough for hundreds of lines; a canvas has an end. */
const TALLEST = 6000
const PAPER = { ground: '#ffffff', text: '#1b1f26', faint: '#5a616c', line: '#d5d9e0', head: '#f4f5f7' } as const
const VERDICTS: Readonly<Record<WeightVerdict, { readonly ink: string; readonly ground: string }>> = {
  expected: { ink: '#17713f', ground: '#e3f5e9' },
  sent: { ink: '#1258c4', ground: '#e6f0ff' },
  neither: { ink: '#c0202b', ground: '#fdebec' },
  unclear: { ink: '#59606b', ground: '#eef0f3' },
}
const FITS = '#17713f'
const OFF = '#c0202b'

export interface PictureFacts {
  readonly record: ShipmentRecord
  readonly photo: HTMLImageElement | null
  readonly locale: Locale
  readonly madeBy: string
  /** As it shall be read. */
  readonly madeAt: string
}

/** A pen that goes down the page. */
class Page {
  y = EDGE
  private readonly font: string

  constructor(readonly pen: CanvasRenderingContext2D) {
    this.font = getComputedStyle(document.body).fontFamily
    pen.textBaseline = 'top'
  }

  private letters(size: number, strong: boolean): void {
    this.pen.font = `${strong ? '600 ' : ''}${size}px ${this.font}`
  }

  /** Words that go on in the next line where they reach the edge: between words, between ideographs anywhere. */
  text(words: string, { size = 14, strong = false, ink = PAPER.text as string, x = EDGE, width = WIDTH - 2 * EDGE, gap = 4 } = {}): void {
    this.letters(size, strong)
    this.pen.fillStyle = ink
    this.pen.textAlign = 'left'
    for (const line of this.broken(words, width)) {
      this.pen.fillText(line, x, this.y)
      this.y += Math.ceil(size * 1.45)
    }
    this.y += gap
  }

  private broken(words: string, width: number): string[] {
    const lines: string[] = []
    let line = ''
    for (const piece of words.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+/gu) ?? []) {
      if (line !== '' && this.pen.measureText(line + piece).width > width) {
        lines.push(line.trimEnd())
        line = piece.trimStart()
      } else line += piece
      // a word longer than the line is cut where it must be
      while (this.pen.measureText(line).width > width && line.length > 1) {
        let fit = line.length - 1
        while (fit > 1 && this.pen.measureText(line.slice(0, fit)).width > width) fit -= 1
        lines.push(line.slice(0, fit))
        line = line.slice(fit)
      }
    }
    return line === '' ? lines : [...lines, line]
  }

  /** A row of cells; the first stands left, figures right. Long names are cut short. */
  row(cells: readonly { readonly text: string; readonly ink?: string }[], widths: readonly number[], { head = false, strong = false } = {}): void {
    const height = 26
    if (head) {
      this.pen.fillStyle = PAPER.head
      this.pen.fillRect(EDGE, this.y, WIDTH - 2 * EDGE, height)
    }
    this.letters(13, strong)
    let x = EDGE
    cells.forEach(({ text, ink = head ? PAPER.faint : PAPER.text }, at) => {
      const width = widths[at] ?? 0
      this.pen.fillStyle = ink
      this.pen.textAlign = at === 0 ? 'left' : 'right'
      this.pen.fillText(this.short(text, width - 16), at === 0 ? x + 8 : x + width - 8, this.y + 6)
      x += width
    })
    this.y += height
    this.pen.fillStyle = PAPER.line
    this.pen.fillRect(EDGE, this.y - 1, WIDTH - 2 * EDGE, 1)
  }

  private short(text: string, width: number): string {
    if (this.pen.measureText(text).width <= width) return text
    let end = text.length - 1
    while (end > 1 && this.pen.measureText(`${text.slice(0, end)}…`).width > width) end -= 1
    return `${text.slice(0, end)}…`
  }

  verdict(words: string, verdict: WeightVerdict): void {
    const { ink, ground } = VERDICTS[verdict]
    this.pen.fillStyle = ground
    this.pen.fillRect(EDGE, this.y, WIDTH - 2 * EDGE, 44)
    this.letters(20, true)
    this.pen.fillStyle = ink
    this.pen.textAlign = 'left'
    this.pen.fillText(words, EDGE + 12, this.y + 11)
    this.y += 56
  }

  photo(image: HTMLImageElement): void {
    const by = Math.min((WIDTH - 2 * EDGE) / image.naturalWidth, PHOTO_MOST / image.naturalHeight, 1)
    const [width, height] = [image.naturalWidth * by, image.naturalHeight * by]
    this.pen.imageSmoothingQuality = 'high'
    this.pen.drawImage(image, EDGE, this.y, width, height)
    this.y += height + 12
  }
}

const w = (key: 'expected' | 'sent' | 'unit' | 'packaging' | 'sum' | 'theory' | 'unknown' | 'source' | 'weight' | 'offExpected' | 'offSent'): string => t(`wrongShipments.weights.${key}`)
const known = (grams: number | null): string => (grams === null ? w('unknown') : gramsText(grams))

function goods(page: Page, name: string, lines: readonly WeighedLine[], total: string): void {
  const widths = [356, 120, 120, 120, 120]
  page.row([{ text: name }, { text: '×' }, { text: w('unit') }, { text: w('packaging') }, { text: w('sum') }], widths, { head: true })
  for (const { title, sku, quantity, unitGrams, packagingGrams } of lines) {
    const sum = unitGrams === null ? null : quantity * (unitGrams + (packagingGrams ?? 0))
    page.row([{ text: sku === null ? title : `${title} [${sku}]` }, { text: String(quantity) }, { text: known(unitGrams) }, { text: gramsText(packagingGrams ?? 0) }, { text: known(sum) }], widths)
  }
  page.y += 6
  page.text(`${w('theory')} ${total}`, { strong: true, gap: 12 })
}

const fitCell = (fit: Fit | null): { text: string; ink?: string } =>
  fit === null ? { text: w('unknown'), ink: PAPER.faint } : { text: `${fit.offGrams > 0 ? '+' : ''}${gramsText(fit.offGrams)} ${fit.fits ? '✓' : '✗'} (±${gramsText(fit.allowedGrams)})`, ink: fit.fits ? FITS : OFF }

const toleranceText = ({ grams, percent }: Tolerance): string => `${gramsText(grams)} / ${percent}%`

function paint(page: Page, { record, photo, locale, madeBy, madeAt }: PictureFacts): void {
  const { entry, weights } = record
  const found = compareShipment(weights.values, weights.expected, weights.sent, weights.policy)
  page.text(`${t('wrongShipments.weights.title')} · ${entry.entryNo}`, { size: 22, strong: true, gap: 6 })
  const ids = [
    errorWords(entry.error),
    entry.buyerNick === null ? '' : `${t('registers.buyer')} ${entry.buyerNick}`,
    entry.orderNo === null ? '' : `${t('registers.order')} ${entry.orderNo}`,
    entry.waybill === null ? '' : `${t('registers.waybill')} ${entry.waybill}`,
    entry.caseNo === null ? '' : `${t('registers.case')} ${entry.caseNo}`,
  ]
  page.text(ids.filter(Boolean).join(' · '), { ink: PAPER.faint, gap: 12 })
  page.verdict(WEIGHT_VERDICT_LABELS[found.verdict][locale], found.verdict)
  for (const reason of weightReasons(found, locale)) page.text(reason)
  page.y += 8
  const widths = [216, 150, 235, 235]
  page.row([{ text: w('source') }, { text: w('weight') }, { text: w('offExpected') }, { text: w('offSent') }], widths, { head: true })
  for (const { source, grams, expected, sent } of found.sources) page.row([{ text: WEIGHT_SOURCE_LABELS[source][locale] }, { text: gramsText(grams) }, fitCell(expected), fitCell(sent)], widths)
  page.y += 16
  goods(page, w('expected'), weights.expected, theoryText(found.expected.goodsGrams, found.boxGrams, locale))
  goods(page, w('sent'), weights.sent, theoryText(found.sent.goodsGrams, found.boxGrams, locale))
  if (photo !== null) {
    page.text(WEIGHT_SOURCE_LABELS.buyer[locale], { ink: PAPER.faint })
    page.photo(photo)
  }
  const [warehouse, courier, buyer] = WEIGHT_SOURCES.map((source) => toleranceText(weights.policy.tolerance[source]))
  page.text(t('wrongShipments.weights.tolerance', { warehouse: warehouse ?? '', courier: courier ?? '', buyer: buyer ?? '' }), { size: 12, ink: PAPER.faint, gap: 0 })
  page.text(t('wrongShipments.weights.made', { shop: record.shopName, by: madeBy, at: madeAt }), { size: 12, ink: PAPER.faint, gap: 0 })
}

/** A canvas of a height in CSS pixels with a page on it; null when the page gives none. */
function pageOf(height: number): { canvas: HTMLCanvasElement; page: Page } | null {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH * SCALE
  canvas.height = height * SCALE
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  pen.scale(SCALE, SCALE)
  pen.fillStyle = PAPER.ground
  pen.fillRect(0, 0, WIDTH, height)
  return { canvas, page: new Page(pen) }
}

/** Draws the picture; null when the page gives no canvas. The first time is for its height alone. */
export function drawWeights(facts: PictureFacts): HTMLCanvasElement | null {
  const first = pageOf(1)
  if (first === null) return null
  paint(first.page, facts)
  const found = pageOf(Math.min(Math.ceil(first.page.y + EDGE), TALLEST))
  if (found === null) return null
  paint(found.page, facts)
  return found.canvas
}

export const toPng = (canvas: HTMLCanvasElement): Promise<Blob | null> => new Promise((done) => canvas.toBlob(done, 'image/png'))
