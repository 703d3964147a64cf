import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { missingTestTools } from '../../../../electron/runtime/test-tools.mjs'

/** A desktop as people have it: a window manager that gives and takes the focus, another program, and keys that come from outside. */
export interface Desktop {
  /** the one that runs now */
  readonly other: OtherProgram
  /** Presses keys as the keyboard does ("ctrl+alt+space"): they go to whatever has the focus. */
  press(...keys: readonly string[]): Promise<void>
  /** Types ASCII as the keyboard does. */
  type(text: string): Promise<void>
  /** Moves the pointer there. */
  point(x: number, y: number): Promise<void>
  /** Draws with the left button held, from one place to another. */
  drag(from: readonly [number, number], to: readonly [number, number]): Promise<void>
  /** Clicks a button there: 1 left, 3 right. */
  click(x: number, y: number, button: 1 | 3): Promise<void>
  /** Title of the window that has the focus. */
  focused(): Promise<string>
  /** Starts the other program again after it was quit. */
  restart(): Promise<void>
  end(): Promise<void>
}

/** The chat program's stand-in. */
export interface OtherProgram {
  readonly title: string
  text(): string
  /** how often Enter was pressed in it: each would have sent a message */
  enters(): number
  /** Clicks it to the front by its title and waits for the focus. */
  activate(): Promise<void>
  /** Empties its field. */
  clear(): Promise<void>
  /** Ends it, as when somebody closes the chat. */
  quit(): Promise<void>
}

const here = import.meta.dirname

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((done, failed) => {
    execFile(command, [...args], { encoding: 'utf8', timeout: 15_000 }, (error, stdout) => (error === null ? done(stdout.trim()) : failed(new Error(`${command} ${args.join(' ')}: ${error.message}`))))
  })
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    if (await holds()) return
    await pause(50)
  }
  throw new Error(`waited in vain for ${what}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill()
  await gone
}

const focused = (): Promise<string> => output('xdotool', ['getactivewindow', 'getwindowname']).catch(() => '')

async function startOther(title: string): Promise<OtherProgram> {
  const child = spawn('python3', [join(here, 'other-program.py'), title], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PYTHONIOENCODING: 'utf-8' } })
  let text = ''
  let enters = 0
  let ready = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as { text?: string; enter?: boolean; ready?: boolean }
    if (told.text !== undefined) text = told.text
    if (told.enter === true) enters += 1
    if (told.ready === true) ready = true
  })
  await until('the other program', () => ready)
  const activate = async (): Promise<void> => {
    await output('xdotool', ['search', '--onlyvisible', '--class', 'otherchat', 'windowactivate', '--sync'])
    await until('the focus of the other program', async () => (await focused()) === title)
  }
  return {
    title,
    text: () => text,
    enters: () => enters,
    activate,
    async clear() {
      await activate()
      await output('xdotool', ['key', 'F9'])
      await until('an empty field', () => text === '')
    },
    quit: () => stop(child),
  }
}

/** A display that has just been started may refuse the first try. */
async function startManager(): Promise<ChildProcess> {
  let said = ''
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const manager = spawn('openbox', ['--sm-disable', '--config-file', join(here, 'openbox.xml')], { stdio: ['ignore', 'ignore', 'pipe'] })
    manager.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const works = async (): Promise<boolean> => /^\d+$/.test(await output('xdotool', ['get_num_desktops']).catch((error: unknown) => ((said += String(error)), '')))
    for (let round = 0; round < 100 && manager.exitCode === null; round += 1) {
      if (await works()) return manager
      await pause(50)
    }
    await stop(manager)
  }
  throw new Error(`the window manager does not start on display ${process.env['DISPLAY'] ?? 'none'}: ${said.slice(0, 600)}`)
}

/** Starts the window manager and the other program on this display. Fails in words where they are not installed; nothing is skipped. */
export async function startDesktop(title: string): Promise<Desktop> {
  const missing = await missingTestTools()
  if (missing.length > 0) throw new Error(`this test needs a window manager and another program: install ${missing.join(' ')} (Debian names); \`npm test\` as root does it`)
  const manager = await startManager()
  let other = await startOther(title)
  return {
    get other() {
      return other
    },
    async restart() {
      other = await startOther(title)
    },
    press: async (...keys) => {
      for (const key of keys) await output('xdotool', ['key', '--clearmodifiers', key])
    },
    type: async (text) => void (await output('xdotool', ['type', '--delay', '30', text])),
    point: async (x, y) => void (await output('xdotool', ['mousemove', String(x), String(y)])),
    async drag([x, y], [toX, toY]) {
      const move = (across: number, down: number): string[] => ['mousemove', String(Math.round(across)), String(Math.round(down))]
      await output('xdotool', [...move(x, y), 'mousedown', '1', ...move((x + toX) / 2, (y + toY) / 2), ...move(toX, toY), 'mouseup', '1'])
    },
    click: async (x, y, button) => void (await output('xdotool', ['mousemove', String(x), String(y), 'click', String(button)])),
    focused,
    async end() {
      await other.quit()
      await stop(manager)
    },
  }
}
