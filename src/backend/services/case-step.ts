import type { CaseDetail } from '../../contract/cases'
import type { KindId } from '../../domain/case/kinds'
import type { Label } from '../../domain/case/lists'
import { renderTemplate } from '../../domain/template/render'
import { templateValues } from '../../domain/template/variables'
import type { CaseDbRow } from '../repositories/cases'
import * as masters from '../repositories/masters'
import { areaWarningsOfCase } from './area-warnings'
import { playbookFacts, type FactSources } from './case-playbook'
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

/** Fills the values of the case into a line of the memo (C6); what is not known stays a dash. */
function memoOf(kernel: Kernel, row: CaseDbRow, sources: StepSources, timeZone: string): (line: Label) => Label {
  const values = (language: 'zh' | 'en') =>
    templateValues(
      {
        buyer: row.buyerNick, orderNo: row.orderNo, waybill: row.waybills[0], amountCents: row.amountCents, currency: row.currency, caseNo: row.caseNo,
        staff: row.assigneeId === null ? null : kernel.staffName(row.assigneeId), item: sources.order?.items[0]?.title, now: kernel.now(), timeZone,
      },
      language,
    )
  const fill = (text: string, language: 'zh' | 'en'): string => renderTemplate(text, values(language)).segments.map((segment) => (segment.type === 'open' ? '—' : segment.text)).join('')
  return ({ zh, en }) => ({ zh: fill(zh, 'zh'), en: fill(en, 'en') })
}
