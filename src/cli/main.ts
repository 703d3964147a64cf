import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { openCommandLine, refusalOf } from '../backend/boot/command-line'
import { spawnByFork } from '../backend/file-process/fork'
import { errorWords } from '../domain/error-words'
import { AppError, type ErrorCode, type ErrorDetail } from '../domain/errors'
import { checkValues, GLOBAL_OPTIONS, parseLine, UsageError, type ParsedLine } from './args'
import type { Answer, Command, FolderCommand, Place } from './command'
import { COMMANDS, LATER } from './commands'

const OK = 0
const REFUSED = 1
const USAGE = 2

/** Section 14: one command, then the end. stdout carries the answer and nothing else. */
async function main(argv: readonly string[]): Promise<number> {
  const locale = /^zh/i.test(process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || '') ? 'zh' : 'en'
  const say = (zh: string, en: string): string => (locale === 'zh' ? zh : en)
  const wantsJson = argv.includes('--json')
  try {
    const line = parseLine(argv)
    if (line.flag('help') || line.words.length === 0) {
      const text = help(say)
      if (line.flag('help')) process.stdout.write(`${text}\n`)
      else process.stderr.write(`${text}\n`)
      return line.flag('help') ? OK : USAGE
    }
    const { command, operands } = choose(line)
    const root = resolve(import.meta.dirname, '..', '..')
    const place: Place = {
      dataDir: resolve(line.text('data') ?? (process.env['WORKSTATION_DATA'] || join(homedir(), '售后工作台数据'))),
      root,
      filesEntry: join(import.meta.dirname, 'files.js'),
      locale,
      say,
      progress: (zh, en) => process.stderr.write(`… ${say(zh, en)}\n`),
    }
    const answer = 'runPlain' in command ? await command.runPlain(line, operands, place) : await inFolder(command, line, operands, place)
    if (typeof answer === 'number') return answer
    if (answer.refused !== undefined) return refuse(answer.refused.code, answer.refused.detail, wantsJson, locale, answer.json)
    await write(wantsJson ? JSON.stringify(answer.json) : answer.lines.join('\n'))
    return OK
  } catch (error) {
    if (error instanceof UsageError) {
      const words = say(error.zh, error.en)
      process.stderr.write(`✗ ${words}\n`)
      if (wantsJson) await write(JSON.stringify({ error: { code: 'USAGE', message: words, detail: {} } }))
      return USAGE
    }
    const refusal = refusalOf(error)
    if (refusal.code === 'INTERNAL' && process.env['WORKSTATION_DEBUG'] === '1') process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return refuse(refusal.code, refusal.detail, wantsJson, locale, {})
  }
}

/** One clear line on stderr; with `--json` the same as a document, together with what the command found out. */
async function refuse(code: ErrorCode, detail: ErrorDetail, wantsJson: boolean, locale: Place['locale'], found: Record<string, unknown>): Promise<number> {
  const { line: message } = errorWords(code, detail, locale)
  process.stderr.write(`✗ ${message}\n`)
  if (wantsJson) await write(JSON.stringify({ error: { code, message, detail }, ...found }))
  return REFUSED
}

/** A pipe takes long answers in pieces; the process must not end before the last one. */
function write(text: string): Promise<void> {
  return new Promise((done, fail) => process.stdout.write(`${text}\n`, (error) => (error ? fail(error) : done())))
}

function choose(line: ParsedLine): { command: Command; operands: readonly string[] } {
  const said = (words: number): string => line.words.slice(0, words).join(' ')
  const command = COMMANDS.find((one) => one.name === said(one.name.split(' ').length))
  if (command === undefined) {
    const later = LATER.find((name) => name === said(name.split(' ').length))
    if (later !== undefined) throw new UsageError(`这个版本还没有 ${later}`, `${later} is not available in this version`)
    throw new UsageError(`没有命令 ${said(2)}；用 --help 看全部命令`, `There is no command ${said(2)}; --help lists them`)
  }
  const operands = line.words.slice(command.name.split(' ').length)
  const [fewest, most] = command.operands
  if (operands.length < fewest || operands.length > most) throw new UsageError(`用法：${command.name} ${command.usage}`, `Usage: ${command.name} ${command.usage}`)
  for (const option of line.given) {
    if (!GLOBAL_OPTIONS.includes(option) && !command.options.includes(option)) throw new UsageError(`${command.name} 没有选项 --${option}`, `${command.name} has no option --${option}`)
  }
  checkValues(line, command.needs ?? [])
  command.check?.(line)
  return { command, operands }
}

async function inFolder(command: FolderCommand, line: ParsedLine, operands: readonly string[], place: Place): Promise<Answer> {
  const pinFile = line.text('pin-file')
  const station = await openCommandLine({
    dataDir: place.dataDir,
    resourcesDir: place.root,
    spawnFileProcess: spawnByFork(place.filesEntry),
    staff: line.text('as'),
    pin: pinFile === null ? null : readPin(pinFile),
  })
  try {
    return await command.run(station, line, operands, place)
  } finally {
    await station.close()
  }
}

/** A PIN comes from a file, so that it stands in no process list and no shell history. */
function readPin(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', { path }, { cause: error })
  }
}

function help(say: Place['say']): string {
  const lines = COMMANDS.map((command) => `  ${`${command.name} ${command.usage}`.trimEnd()}\n      ${say(command.zh, command.en)}`)
  return [
    say('用法：npm run -s cli -- [--data 文件夹] [--json] [--as 同事 --pin-file 文件] <命令>', 'Usage: npm run -s cli -- [--data DIR] [--json] [--as STAFF --pin-file FILE] <command>'),
    '',
    ...lines,
    '',
    say('数据文件夹默认取 WORKSTATION_DATA，否则是主目录下的 售后工作台数据。', 'The data folder defaults to WORKSTATION_DATA, else 售后工作台数据 in the home folder.'),
  ].join('\n')
}

process.exitCode = await main(process.argv.slice(2))
