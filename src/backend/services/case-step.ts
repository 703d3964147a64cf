import type { CaseDetail } from '../../contract/cases'
import type { KindId } from '../../domain/case/kinds'
import type { Label } from '../../domain/case/lists'
import { composeLine } from '../../domain/memo/memo'
import { evaluate } from '../../domain/playbook/playbook'
import { templateValues, type TemplateValues } from '../../domain/template/variables'
import type { CaseDbRow } from '../repositories/cases'
import * as masters from '../repositories/masters'
import { areaWarningsOfCase } from './area-warnings'
import { playbookFacts, playbookOf, readSources, type FactSources } from './case-playbook'
import type { Kernel } from './kernel'
import { pageOf } from './playbook-view'

export type StepSources = FactSources

/**
 * The steps of a case by its playbook (P1), the one to do next (null when nothing is left to do), and what the playbook and the
 * courier's areas warn of.
 */
export function stepsOf(kernel: Kernel, row: CaseDbRow, kind: KindId, sources: StepSources): Pick<CaseDetail, 'step' | 'steps' | 'guidance'> {
  const timeZone = masters.findShop(kernel.read, row.shopId)?.timeZone ?? 'Asia/Shanghai'
  const facts = playbookFacts(kernel.read, row, sources, kernel.now())
  const page = pageOf(kernel.resources.playbooks[kind], facts, memoOf(kernel, row, sources, timeZone))
  const areas = areaWarningsOfCase(kernel, row, sources.order).map(({ zh, en }) => ({ zh, en }))
  return { ...page, guidance: { ...page.guidance, warnings: [...areas, ...page.guidance.warnings] } }
}

/** Fills the values of the case into a line of the memo (C6); what is not known is left out. */
function memoOf(kernel: Kernel, row: CaseDbRow, sources: StepSources, timeZone: string): (line: Label) => Label {
  const staff = row.assigneeId === null ? null : kernel.staffName(row.assigneeId)
  const fill = (text: string, language: 'zh' | 'en'): string => composeLine(text, memoValues(kernel, row, { order: sources.order, staff, timeZone, language })).text
  return ({ zh, en }) => ({ zh: fill(zh, 'zh'), en: fill(en, 'en') })
}

interface MemoSources {
  readonly order: StepSources['order']
  readonly staff: string | null
  readonly timeZone: string
  readonly language: 'zh' | 'en'
}

const memoValues = (kernel: Kernel, row: CaseDbRow, { order, staff, timeZone, language }: MemoSources): TemplateValues =>
  templateValues(
    { buyer: row.buyerNick, orderNo: row.orderNo, waybill: row.waybills[0], amountCents: row.amountCents, currency: row.currency, caseNo: row.caseNo, staff, items: order?.items ?? [], now: kernel.now(), timeZone },
    language,
  )

/**
 * The memo that the playbook of a case writes now (C6), with the names of the values that it lacks; null where the playbook has no line
 * for the case as it is.
 */
export function playbookMemo(kernel: Kernel, row: CaseDbRow, wanted: Omit<MemoSources, 'order'>): { text: string; missing: string[] } | null {
  const playbook = playbookOf(kernel, row)
  if (playbook === undefined) return null
  const sources = readSources(kernel.read, row)
  const lines = evaluate(playbook, playbookFacts(kernel.read, row, sources, kernel.now())).memo
  const values = memoValues(kernel, row, { ...wanted, order: sources.order })
  const written = lines.map((line) => composeLine(line[wanted.language], values))
  if (written.length === 0) return null
  return { text: written.map((line) => line.text).join(' '), missing: [...new Set(written.flatMap((line) => line.missing))] }
}
