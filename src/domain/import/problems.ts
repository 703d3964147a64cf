import type { RejectedRow, RowProblem } from './records'
import { excerpt } from './text'

interface Words {
  messageZh: string
  messageEn: string
  remedyZh: string
  remedyEn: string
}

const WORDS: Record<RowProblem, Words> = {
  'number-missing': {
    messageZh: '这一行没有订单号', messageEn: 'This row has no order number',
    remedyZh: '补上订单号后重新导入该行', remedyEn: 'Fill in the order number and import the row again',
  },
  'number-damaged': {
    messageZh: '订单号被表格软件改成了近似值，已不是原来的号码', messageEn: 'A spreadsheet turned the order number into an approximation',
    remedyZh: '从平台重新下载原文件，不要用 Excel 打开保存后再导入；号码确实如此时，在前面加一个 \' 再导入', remedyEn: 'Download the file again and import it without saving it in Excel; if the number is really so, put an apostrophe before it',
  },
  'waybill-damaged': {
    messageZh: '运单号被表格软件改成了近似值，没有采用', messageEn: 'A spreadsheet damaged the waybill; it was not used',
    remedyZh: '向快递索取原始文件，或把该列设为文本后补上完整运单号；确实如此时在前面加一个 \'', remedyEn: 'Ask for the original file, or format the column as text and enter the full waybill; if it is really so, put an apostrophe before it',
  },
  'number-zeros-lost': {
    messageZh: '订单号比同列其他号码短：开头的 0 被表格软件去掉了', messageEn: 'The order number is shorter than the others of its column: a spreadsheet dropped its leading zeros',
    remedyZh: '把该列设为文本，补回开头的 0 后重新导入该行，或从平台重新下载原文件', remedyEn: 'Format the column as text, put the leading zeros back and import the row again, or download the file again',
  },
  'id-zeros-lost': {
    messageZh: '编号比同列其他号码短：开头的 0 被表格软件去掉了', messageEn: 'The number is shorter than the others of its column: a spreadsheet dropped its leading zeros',
    remedyZh: '把该列设为文本，补回开头的 0 后重新导入该行', remedyEn: 'Format the column as text, put the leading zeros back and import the row again',
  },
  'waybill-zeros-lost': {
    messageZh: '运单号比同列其他号码短：开头的 0 被表格软件去掉了，没有采用', messageEn: 'The waybill is shorter than the others of its column: a spreadsheet dropped its leading zeros; it was not used',
    remedyZh: '把该列设为文本，补回开头的 0 后重新导入，或向快递索取原始文件', remedyEn: 'Format the column as text, put the leading zeros back and import again, or ask for the original file',
  },
  'sum-differs': {
    messageZh: '这一行各项费用之和与合计列不一致，差额另列一行', messageEn: 'The charges of this row do not add up to its total column; the difference is a line of its own',
    remedyZh: '下载账单时选择全部费用列，或向快递核对这一票', remedyEn: 'Download the bill with all charge columns, or ask the courier about this parcel',
  },
  'amount-missing': {
    messageZh: '这一行没有金额', messageEn: 'This row has no amount',
    remedyZh: '补上金额，或确认该行不需要导入', remedyEn: 'Fill in the amount, or confirm that the row is not needed',
  },
  'amount-unreadable': {
    messageZh: '金额无法识别', messageEn: 'The amount cannot be read',
    remedyZh: '改成普通数字，例如 12.50，再导入该行', remedyEn: 'Write a plain number such as 12.50 and import the row again',
  },
  'date-unreadable': {
    messageZh: '日期无法识别', messageEn: 'The date cannot be read',
    remedyZh: '改成 2026-11-05 13:20 这样的写法再导入', remedyEn: 'Write it like 2026-11-05 13:20 and import the row again',
  },
  'quantity-unreadable': {
    messageZh: '数量无法识别', messageEn: 'The quantity cannot be read',
    remedyZh: '改成整数再导入该行', remedyEn: 'Write a whole number and import the row again',
  },
  'order-rows-apart': {
    messageZh: '同一订单的几行在文件里相隔太远', messageEn: 'The rows of this order lie too far apart in the file',
    remedyZh: '按订单号排序后重新导入', remedyEn: 'Sort the file by order number and import it again',
  },
  'order-incomplete': {
    messageZh: '同一订单的另一行有问题，整单暂未导入', messageEn: 'Another row of this order has a problem, so the order was left out',
    remedyZh: '改好有问题的那一行，再把该订单的所有行一起导入', remedyEn: 'Mend that row and import all rows of the order again',
  },
  'text-broken': {
    messageZh: '这一行有无法还原的乱码', messageEn: 'This row holds characters that cannot be recovered',
    remedyZh: '重新下载文件；关键号码核对无误后可继续使用', remedyEn: 'Download the file again; check the numbers before relying on the row',
  },
  'quote-broken': {
    messageZh: '引号没有成对，从这里起按普通文字读取', messageEn: 'A quotation mark is not closed; it was read as plain text',
    remedyZh: '核对这一行的各列是否错位', remedyEn: 'Check that the columns of this row are in place',
  },
  'field-missing': {
    messageZh: '这一行缺少必填的内容', messageEn: 'A cell that is needed is empty',
    remedyZh: '补上这一格，再导入该行', remedyEn: 'Fill in the cell and import the row again',
  },
  'id-damaged': {
    messageZh: '编号被表格软件改成了近似值，已不是原来的号码', messageEn: 'A spreadsheet turned the number into an approximation',
    remedyZh: '把该列设为文本，补上完整编号再导入；确实如此时在前面加一个 \'', remedyEn: 'Format the column as text, enter the full number and import the row again; if it is really so, put an apostrophe before it',
  },
  'choice-unknown': {
    messageZh: '不认识这个词', messageEn: 'This word is not known here',
    remedyZh: '改成列表里有的叫法，或先在资料里建好再导入', remedyEn: 'Use a word of the list, or add it to the masters first',
  },
  'weight-unreadable': {
    messageZh: '重量无法识别', messageEn: 'The weight cannot be read',
    remedyZh: '改成 350g 或 0.35kg 这样的写法', remedyEn: 'Write it like 350 g or 0.35 kg',
  },
  'zone-unknown': {
    messageZh: '没有这个时区', messageEn: 'There is no such time zone',
    remedyZh: '写成 Asia/Shanghai 这样的名字', remedyEn: 'Write a name such as Asia/Shanghai',
  },
  'currency-unknown': {
    messageZh: '币种要写成三个字母', messageEn: 'A currency is three letters',
    remedyZh: '写成 CNY、USD 这样的代码', remedyEn: 'Write a code such as CNY or USD',
  },
  'last-supervisor': {
    messageZh: '这是最后一位主管，角色没有改', messageEn: 'This is the last supervisor: the role was left as it is',
    remedyZh: '先设另一位主管，再改这一位的角色', remedyEn: 'Make somebody else a supervisor first',
  },
  'template-broken': {
    messageZh: '话术里有不认识的变量，或大括号没有成对', messageEn: 'The template names an unknown variable, or its braces do not match',
    remedyZh: '变量只能用 {{buyer}}、{{waybill}} 等已有的名字；填空写成 {{?名字|提示}}', remedyEn: 'Use known variables such as {{buyer}} or {{waybill}}; write a fill-in as {{?name|label}}',
  },
  'template-invalid': {
    messageZh: '这条话术有错', messageEn: 'This template has a mistake',
    remedyZh: '按说明改好这一条再导入；格式见“导入”一章', remedyEn: 'Mend the entry and import it again; the manual describes the format',
  },
  'template-refused': {
    messageZh: '话术里有平台或法律不允许的内容，没有导入', messageEn: 'The template holds what the platform or the law forbids; it was not taken',
    remedyZh: '去掉站外联系方式、好评返现一类的话再导入', remedyEn: 'Take out contacts outside the platform and benefits for reviews, then import it again',
  },
  'template-step-unknown': {
    messageZh: '没有这个流程步骤，话术已导入，步骤留空', messageEn: 'No playbook has this step: the template was taken without it',
    remedyZh: '在话术库里重新选步骤', remedyEn: 'Choose a step in the template library',
  },
  'template-picture-missing': {
    messageZh: '图片不在这台电脑的照片库里，话术已导入，图片留空', messageEn: 'The picture is not in this archive: the template was taken without it',
    remedyZh: '在话术库里重新放一张', remedyEn: 'Add the picture in the template library',
  },
  'espanso-no-text': {
    messageZh: '这一条没有可以当话术的文字（图片、HTML、Markdown 或空内容）', messageEn: 'This match has no text that could be a template (a picture, HTML, Markdown, or nothing)',
    remedyZh: '把文字写进 replace 或 form 再导入', remedyEn: 'Put the text into replace or form and import it again',
  },
  'espanso-trigger': {
    messageZh: '用正则表达式触发的条目不能当话术', messageEn: 'A match that a regular expression triggers cannot be a template',
    remedyZh: '改成普通的 trigger 再导入', remedyEn: 'Give it a plain trigger and import it again',
  },
  'espanso-import': {
    messageZh: '文件里引用了别的文件，没有跟着读', messageEn: 'The file names other files, which were not read',
    remedyZh: '把那些文件一个一个导入', remedyEn: 'Import those files one by one',
  },
  'espanso-script': {
    messageZh: '这个变量要运行脚本、读剪贴板或用别的程序，没有运行，改成了填空', messageEn: 'This variable would run a script, read the clipboard or use another program: it was not run and became a fill-in',
    remedyZh: '在话术库里核对这处填空', remedyEn: 'Look at the fill-in in the template library',
  },
  'espanso-other': {
    messageZh: '这一项只对某些窗口有效，话术没有这种限制，已略过', messageEn: 'This limits matches to some windows, which templates cannot: it was left out',
    remedyZh: '不用处理', remedyEn: 'Nothing to do',
  },
  'yes-no-unreadable': {
    messageZh: '看不出是还是否', messageEn: 'Neither yes nor no',
    remedyZh: '填“是”或“否”', remedyEn: 'Write yes or no',
  },
}

/** A problem of one row in words (spec O1: line, cell, reason, what to do). `cell` is shortened for display. */
export function rowProblem(reason: RowProblem, rowNo: number, column: string | null = null, cell: string | null = null, cells: readonly string[] | null = null): RejectedRow {
  return { rowNo, column, cell: cell === null ? null : excerpt(cell), reason, ...WORDS[reason], cells }
}
