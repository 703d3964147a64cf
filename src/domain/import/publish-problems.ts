import { excerpt } from './text'

/** What is told about a row that was taken, once it meets what is stored (spec L1, L4, W2, C3): nothing is forced and nothing dropped. */
export type PublishProblem =
  | 'own-number-unknown'
  | 'row-merged'
  | 'case-unknown'
  | 'courier-unknown'
  | 'claim-duplicate'
  | 'claim-amount-kept'
  | 'claim-month-closed'
  | 'amount-parts-differ'
  | 'status-not-legal'
  | 'status-needs-statement'
  | 'status-needs-fields'
  | 'next-action-missing'
  | 'not-verified'
  | 'waybills-cut'

interface Words {
  readonly messageZh: string
  readonly messageEn: string
  readonly remedyZh: string
  readonly remedyEn: string
}

const WORDS: Readonly<Record<PublishProblem, Words>> = {
  'own-number-unknown': {
    messageZh: '本机没有这个编号，这一行按订单、运单或买家认', messageEn: 'This number is not known here; the row was told by its order, waybill or buyer',
    remedyZh: '编号写错了就改正再导入；是别处的编号则不用管', remedyEn: 'Correct the number and import again; a number of another system needs nothing',
  },
  'row-merged': {
    messageZh: '文件里另一行说的是同一条记录，两行已并成一条', messageEn: 'Another row of the file is the same record; both were made one',
    remedyZh: '确是两件事时，在其中一行写上自己的编号、日期或金额再导入', remedyEn: 'If they are two things, give one of them a number, day or amount of its own and import again',
  },
  'case-unknown': {
    messageZh: '没有这张售后单，登记没有关联', messageEn: 'There is no such case; the entry is not linked',
    remedyZh: '先导入售后单，或改正单号再导入', remedyEn: 'Import the cases first, or correct the number and import again',
  },
  'courier-unknown': {
    messageZh: '看不出是哪家快递，这笔理赔还不能对账', messageEn: 'The courier is not clear; this claim cannot be reconciled yet',
    remedyZh: '补上快递列，或导入时选好快递后再导入同一文件', remedyEn: 'Add a courier column, or choose the courier and import the same file again',
  },
  'claim-duplicate': {
    messageZh: '同一运单已有另一笔理赔，这一笔作为重复登记保留', messageEn: 'This parcel has another claim already; this one was kept as a justified duplicate',
    remedyZh: '核对两笔；重复的一笔请撤回', remedyEn: 'Compare the two and withdraw the one that is not meant',
  },
  'claim-amount-kept': {
    messageZh: '理赔已有到账，表里的另一个金额没有写入', messageEn: 'The claim has credit booked; the other amount of the sheet was not written',
    remedyZh: '核对金额；需要时在对账里处理差额', remedyEn: 'Check the amount; settle the difference in the reconciliation',
  },
  'claim-month-closed': {
    messageZh: '这笔理赔所在的月份已经结账，金额、运单和快递没有改', messageEn: 'The month of this claim is closed: its amount, waybills and courier were left',
    remedyZh: '确要改，请主管先重开那个月', remedyEn: 'To change them, a supervisor has to reopen that month',
  },
  'amount-parts-differ': {
    messageZh: '货值、运费之和与索赔金额不一致，以索赔金额为准', messageEn: 'Goods and freight do not add up to the claimed amount; the claimed amount was taken',
    remedyZh: '核对金额后改正再导入', remedyEn: 'Check the amounts, correct them and import again',
  },
  'status-not-legal': {
    messageZh: '不能从现在的状态变成表里的状态，状态没有改', messageEn: 'The status of the sheet cannot follow the one stored; it was left as it is',
    remedyZh: '需要时在系统里按步骤改状态', remedyEn: 'Where it is right, change the status step by step in the app',
  },
  'status-needs-statement': {
    messageZh: '到账只由账单得出，状态记为已认赔', messageEn: 'Credit follows from statements only; the claim was marked granted',
    remedyZh: '导入该快递的账单并对账', remedyEn: "Import the courier's statement and reconcile",
  },
  'status-needs-fields': {
    messageZh: '结单要填的内容还缺，状态没有改', messageEn: 'What this status asks for is missing; it was left as it is',
    remedyZh: '在表里或系统里补上处理方式、责任方等再导入', remedyEn: 'Fill in the remedy, liable party and so on, in the sheet or in the app',
  },
  'next-action-missing': {
    messageZh: '等待中但没写下一步和时间，记为处理中', messageEn: 'Waiting without a next action and its time; taken as in progress',
    remedyZh: '在系统里改成等待状态并写下一步', remedyEn: 'Set the waiting status with its next action in the app',
  },
  'not-verified': {
    messageZh: '表里写已核对，但导入人没有核对权限，记为待审核', messageEn: 'The sheet says verified, but the importer may not verify; it waits for verification',
    remedyZh: '请辅助售后或主管核对', remedyEn: 'Let an assistant or supervisor verify it',
  },
  'waybills-cut': {
    messageZh: '运单太多，只取前 20 个', messageEn: 'Too many waybills; the first 20 were taken',
    remedyZh: '多出的运单写到另一行', remedyEn: 'Put the others into another row',
  },
}

/** A finding as lists show it: `row` is the line of the file, `cell` what it is about. */
export interface PublishWarning extends Words {
  readonly row: number
  readonly column: null
  readonly cell: string | null
  readonly reason: PublishProblem
}

/** One finding in words. `cell` is shortened for display. */
export function publishWarning(reason: PublishProblem, row: number, cell: string | null = null): PublishWarning {
  return { row, column: null, cell: cell === null ? null : excerpt(cell), reason, ...WORDS[reason] }
}
