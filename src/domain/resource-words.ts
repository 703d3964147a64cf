import { PROBLEM_CODES } from './template/parse'

/**
 * Mistakes in a data file in Chinese (P1): the readers speak English, as the files do. What no pattern knows stays as it is, and the
 * place in front (`steps.4.when:`) is kept, since it is a name in the file.
 */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/^a condition is one of (.+), with a known name$/, '条件只能是 $1 之一，名称要是已知的'],
  [/^this key is not known here$/, '这里没有这个键，检查拼写'],
  [/^there is no template "(.+)"$/, '没有话术“$1”'],
  [/^there is no calendar "(.+)" in this file$/, '这个文件里没有日历“$1”'],
  [/^no step asks "(.+)", and it is no fact of a case$/, '没有步骤问“$1”，它也不是售后单的事实'],
  [/^no step asks "(.+)", and it is no time of a case$/, '没有步骤问“$1”，它也不是售后单的时间'],
  [/^there is no step "(.+)" before this one$/, '前面没有步骤“$1”'],
  [/^"(.+)" is no answer to "(.+)"$/, '“$1”不是问题“$2”的选项'],
  [/^"(.+)" is no answer here$/, '“$1”不是这个问题的选项'],
  [/^"(.+)" is an answer twice$/, '选项“$1”重复'],
  [/^"(.+)" is used twice$/, '“$1”重复使用'],
  [/^"(.+)" is used in another file too$/, '“$1”在另一个文件里也用了'],
  [/^"(.+)" is asked twice in different words$/, '问题“$1”问了两次，写法不一样'],
  [/^"(.+)" is a fact of the case already$/, '“$1”已经是售后单的事实，换个名称'],
  [/^"(.+)" is not a length of time such as (.+)$/, '“$1”不是时长，例如 5m、48h、10d'],
  [/^"(.+)" is neither a length of time such as .+$/, '“$1”既不是时长（24h），也不是某天几点（1d@10:00）'],
  [/^"(.+)" is not a shift such as .+$/, '“$1”不是班次，例如 09:00-18:00'],
  [/^this is the playbook of "(.+)"$/, '这一份是“$1”的流程，kind 不能改成别的'],
  [/^this is no variable of a memo: (.+)$/, '备注里不能用变量 $1'],
  [/^the template "(.+)" was written for the step "(.+)", which no playbook would have any more$/, '话术“$1”是给步骤“$2”写的，改完后没有流程再有这一步'],
  [/^this step asks nothing that could be answered$/, '这一步没有问题，不能用 answered'],
  [/^a photo's name cannot hold this variable; known are (.+)$/, '照片文件名里没有这个变量；可用的有 $1'],
  [/^the file name holds {{n}} once: it keeps two photos apart$/, '文件名里要有且只有一个 {{n}}，用来区分同名的照片'],
  [/^the file name ends in \.{{ext}}$/, '文件名要以 .{{ext}} 结尾'],
  [/^{{n}} and {{ext}} belong into the file name, not into a folder$/, '{{n}} 和 {{ext}} 只能写在文件名里，不能写在文件夹里'],
  [/^a photo lies at most five folders deep$/, '文件夹最多五层'],
  [/^a part of this name is empty or cannot be stored on every system$/, '有一段是空的，或有的系统存不了这样的名称'],
  [/^an extension is written in small letters and digits without a dot$/, '扩展名用小写字母和数字，不带点'],
  [/^text is missing$/, '缺文字'],
  [/^no playbook has a step "(.+)"$/, '没有流程有步骤“$1”'],
  [/^a question needs at least two answers$/, '一个问题至少要两个选项'],
  [/^a question has at most nine answers: one key each$/, '一个问题最多九个选项：一个选项一个键'],
  [/^a day is asked for without answers to choose from$/, '问日期时不写选项'],
  [/^a playbook needs at least one step$/, '流程至少要一步'],
  [/^a playbook has at most forty steps$/, '流程最多四十步'],
  [/^name the template of the closing message$/, '写上收尾用的话术'],
  [/^an id is lower-case letters, digits and hyphens$/, '编号只能用小写字母、数字和连字符'],
  [/^no such time zone; write it like Asia\/Shanghai$/, '没有这个时区，写成 Asia/Shanghai 这样'],
  [/^Invalid input: expected (.+), received undefined$/, '缺这一项（应为 $1）'],
  [/^Invalid input: expected (.+), received (.+)$/, '类型不对：应为 $1，写的是 $2'],
  [/^Invalid input: expected (.+)$/, '应为 $1'],
  [/^Invalid option: expected one of (.+)$/, '只能是其中之一：$1'],
  [/^Map keys must be unique$/, '键重复'],
  [/^(?:All collection items must start at the same column|Nested mappings are not allowed in compact mappings|Implicit keys need to be on a single line)$/, '缩进不对'],
  [/^Flow (?:sequence|map) in block collection must be sufficiently indented and end with a (.)$/, '方括号或花括号没有写完，应以 $1 结束'],
  [/^Missing closing (.+)quote$/, '引号没有写完'],
]

/** A mistake in a placeholder, with the stretch and its place: `unknown variable: {{itme}} (character 7)`. */
function placeholderInChinese(words: string): string | null {
  const [, mistake = '', stretch = '', at = ''] = /^([\s\S]+?): ([^:]+) \(character (\d+)\)$/.exec(words) ?? []
  const known = Object.values(PROBLEM_CODES).find(({ en }) => en === mistake)
  return known === undefined ? null : `${known.zh}：${stretch}（第 ${at} 个字）`
}

/** A mistake's reason in the language shown. */
export function reasonIn(language: 'zh' | 'en', reason: string): string {
  if (language === 'en') return reason
  const [, place = '', words = reason] = /^((?:[\w-]+\.)*[\w-]+: )?([\s\S]+)$/.exec(reason) ?? []
  const placeholder = placeholderInChinese(words) ?? placeholderInChinese(reason)
  if (placeholder !== null) return place + placeholder
  for (const [pattern, zh] of PATTERNS) if (pattern.test(words)) return place + words.replace(pattern, zh)
  // "Invalid input: …" has a colon of its own: the place was read into it.
  for (const [pattern, zh] of PATTERNS) if (pattern.test(reason)) return reason.replace(pattern, zh)
  return reason
}
