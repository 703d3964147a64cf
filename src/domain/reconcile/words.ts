import { formatMoney } from '../money/money'
import type { Link, MatchStage } from './types'

export interface Words {
  readonly zh: string
  readonly en: string
}

export interface MatchWordFacts {
  readonly link: Link | 'person'
  readonly claimWaybill: string
  readonly lineWaybill: string | null
  readonly balanceCents: number
  readonly linesCents: number
  readonly lineCount: number
  readonly claimCount: number
  readonly currency: string
}

function linkWords(facts: MatchWordFacts): Words {
  const { claimWaybill, lineWaybill } = facts
  switch (facts.link) {
    case 'number':
      return { zh: '工单号或理赔编号一致', en: 'Same work-order or claim number' }
    case 'exact':
      return { zh: `运单号 ${claimWaybill} 一致`, en: `Same waybill ${claimWaybill}` }
    case 'alias':
      return { zh: `账单运单号 ${lineWaybill ?? ''} 是该理赔登记的关联单号`, en: `Waybill ${lineWaybill ?? ''} is registered as an alias of the claim` }
    case 'normalised':
      return {
        zh: `运单号 ${lineWaybill ?? ''} 与 ${claimWaybill} 只差大小写、全半角、空格或前缀`,
        en: `Waybill ${lineWaybill ?? ''} differs from ${claimWaybill} only in case, width, blanks or prefix`,
      }
    case 'listed':
      return { zh: '账单行里列出了运单号', en: 'The line lists the waybills' }
    case 'typo':
      return { zh: `账单运单号 ${lineWaybill ?? ''} 与 ${claimWaybill} 只差一位`, en: `Waybill ${lineWaybill ?? ''} is one character away from ${claimWaybill}` }
    case 'window':
      return { zh: '没有单号，快递、金额和时间吻合', en: 'No number, but courier, amount and time fit' }
    case 'sum':
      return { zh: '几条理赔加起来正好是这笔金额', en: 'Several claims add up to this line' }
    case 'person':
      return { zh: '由人工确认', en: 'Confirmed by a person' }
  }
}

function amountWords(code: string, facts: MatchWordFacts): Words {
  const lines = formatMoney(facts.linesCents, facts.currency)
  // Nearly all of a month: it names one amount, and the others are not spelt out for nothing.
  if (code === 'exact') return { zh: `金额 ${lines} 一致`, en: `same amount ${lines}` }
  const balance = formatMoney(facts.balanceCents, facts.currency)
  const gap = formatMoney(Math.abs(facts.linesCents - facts.balanceCents), facts.currency)
  const back = formatMoney(Math.abs(facts.linesCents), facts.currency)
  switch (code) {
    case 'instalments':
      return { zh: `${facts.lineCount} 笔合计 ${lines}，正好是未到账金额`, en: `${facts.lineCount} lines add up to the missing ${lines}` }
    case 'instalments-short':
      return { zh: `${facts.lineCount} 笔合计 ${lines}，未到账金额为 ${balance}，还短赔 ${gap}`, en: `${facts.lineCount} lines of ${lines} in all where ${balance} was missing, still short by ${gap}` }
    case 'netted':
      return { zh: `${facts.lineCount} 笔正负相抵后为 ${lines}，正好是未到账金额`, en: `${facts.lineCount} lines net to the missing ${lines}` }
    case 'lump-sum':
      return { zh: `一笔 ${lines} 正好付清同单号的 ${facts.claimCount} 条理赔`, en: `one line of ${lines} pays ${facts.claimCount} claims of this parcel exactly` }
    case 'lump-listed':
      return { zh: `一笔 ${lines} 正好付清所列的 ${facts.claimCount} 条理赔`, en: `one line of ${lines} pays the ${facts.claimCount} listed claims exactly` }
    case 'over':
      return { zh: `到账 ${lines}，未到账金额为 ${balance}，多赔 ${gap}`, en: `credited ${lines} where ${balance} was missing, over by ${gap}` }
    case 'short':
      return { zh: `到账 ${lines}，未到账金额为 ${balance}，短赔 ${gap}`, en: `credited ${lines} where ${balance} was missing, short by ${gap}` }
    case 'short-goods-only':
      return { zh: `到账 ${lines}，只含货值，短赔 ${gap}`, en: `credited ${lines}, the goods only, short by ${gap}` }
    case 'short-freight-only':
      return { zh: `到账 ${lines}，只含运费，短赔 ${gap}`, en: `credited ${lines}, the freight only, short by ${gap}` }
    case 'parts-together':
      return { zh: `${facts.lineCount} 笔合计 ${lines}，各为货值或运费，短赔 ${gap}`, en: `${facts.lineCount} lines of ${lines} in all, goods and freight each, short by ${gap}` }
    case 'short-goods-and-freight':
      return { zh: `到账 ${lines}，为货值加运费，短赔其他费用 ${gap}`, en: `credited ${lines}, goods and freight, short by the other costs of ${gap}` }
    case 'claw-back':
      return { zh: `快递扣回以前到账的 ${back}`, en: `the courier takes back ${back} credited before` }
    case 'credited-and-clawed-back':
      return { zh: `本月先到账后扣回，净额 ${lines}`, en: `credited and taken back this month, net ${lines}` }
    default:
      return { zh: `金额 ${lines}`, en: `amount ${lines}` }
  }
}

/** M2: why these lines were matched to these claims, in both languages. */
export function matchWords(code: string, facts: MatchWordFacts): Words {
  const link = linkWords(facts)
  const amount = amountWords(code, facts)
  return { zh: `${link.zh}，${amount.zh}`, en: `${link.en}, ${amount.en}` }
}

/** Why a claim line is in review or unexplained. */
export const LEFT_WORDS = {
  'ambiguous-claims': { zh: '同一单号有几条未结理赔都可能对应，请选择', en: 'Several open claims of this parcel could be meant: choose one' },
  'several-lines': { zh: '几笔到账对应同一条理赔，但合计与未到账金额不符', en: 'Several lines point at one claim but do not add up to what is missing' },
  'already-credited': { zh: '对应的理赔已经到账，可能是重复到账', en: 'The claim is credited already: possibly paid twice' },
  'claim-ended': { zh: '对应的理赔已拒赔、撤回或放弃，却有到账', en: 'The claim was rejected, withdrawn or given up, yet money arrived' },
  'claim-not-filed': { zh: '对应的理赔在本月底前还未提交', en: 'The claim was not filed by the end of this month' },
  contradiction: { zh: '工单号与运单号指向不同的理赔', en: 'Work-order number and waybill point at different claims' },
  'zero-amount': { zh: '金额为零，可能是拒赔通知', en: 'The amount is zero: possibly a notice of rejection' },
  sign: { zh: '标为扣回，金额却是正数', en: 'Marked as a claw-back but the amount is positive' },
  'claw-back-too-large': { zh: '扣回金额超过已到账金额', en: 'Takes back more than was credited' },
  'claw-back-ambiguous': { zh: '几条已到账理赔都可能被扣回，请选择', en: 'Several credited claims could be meant by this claw-back: choose one' },
  'nothing-to-claw-back': { zh: '对应的理赔没有到账，无从扣回', en: 'Nothing was credited on the claim that could be taken back' },
  'matched-by-person': { zh: '对应的理赔本月已由人工确认，不再自动追加', en: 'A person has matched this claim this month; nothing is added to it silently' },
  'part-unassigned': { zh: '这笔到账只有一部分已分配给理赔', en: 'Only a part of this line is assigned to claims' },
  'listed-differs': { zh: '这笔钱列出了几个运单号，合计与各条未到账金额不符', en: 'The line lists several waybills, but what they lack does not add up to it' },
  'near-claim-fits': { zh: '运单号对应这条理赔，金额却正好是另一条只差一位的理赔，请核对', en: 'The waybill is of one claim, but the amount is exactly that of another claim one digit away: check' },
  typo: { zh: '没有这个运单号的理赔，有一条只差一位；快递单号常连号，请核对', en: 'No claim has this waybill, but one is a single character away; couriers number consecutively, so check' },
  window: { zh: '没有可用的单号，有理赔的快递、金额和时间都吻合，请核对', en: 'No usable number, but a claim fits by courier, amount and time: check' },
  'damaged-window': { zh: '运单号已被表格软件损坏，不作猜测；有理赔的快递、金额和时间都吻合，请核对', en: 'A spreadsheet damaged the waybill and it is not guessed; a claim fits by courier, amount and time: check' },
  'lump-unlisted': { zh: '没有列出运单号，几条未结理赔加起来正好是这笔金额，请核对', en: 'No waybills are listed, but several open claims add up to this line exactly: check' },
  refused: { zh: '人工判定与候选理赔无关', en: 'A person decided that it does not belong to the claims it points at' },
  'waybill-damaged': { zh: '运单号已被表格软件损坏，不作猜测', en: 'A spreadsheet damaged the waybill; it is not guessed' },
  'no-waybill': { zh: '没有运单号，也没有工单号', en: 'Neither a waybill nor a work-order number' },
  'unknown-waybill': { zh: '没有登记过这个单号的理赔', en: 'No claim is registered for this number' },
} as const satisfies Record<string, Words>
export type LeftReason = keyof typeof LEFT_WORDS

/** Names of the stages for lists and reports. */
export const STAGE_LABELS: Readonly<Record<MatchStage, Words>> = {
  number: { zh: '工单号/理赔编号', en: 'Work-order or claim number' },
  exact: { zh: '单号与金额一致', en: 'Waybill and amount' },
  alias: { zh: '关联单号', en: 'Waybill alias' },
  normalised: { zh: '单号写法不同', en: 'Waybill spelt differently' },
  instalments: { zh: '分笔到账', en: 'Instalments' },
  'lump-sum': { zh: '合并到账', en: 'Lump sum' },
  parts: { zh: '只赔货值或运费', en: 'Goods or freight only' },
  'short-over': { zh: '短赔或多赔', en: 'Short or over' },
  'claw-back': { zh: '扣回', en: 'Claw-back' },
  typo: { zh: '单号差一位', en: 'One character away' },
  window: { zh: '无单号，按金额和时间', en: 'No number: amount and time' },
  manual: { zh: '人工', en: 'By a person' },
}
