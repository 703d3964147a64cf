import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cleanTitle } from './target'
import type { PasteTarget } from './target'

/** The first answer compiles the few system calls; later ones come in milliseconds. */
const ANSWER_MS = 3000

/**
 * Answers lines on its input: `look` → `window NUMBER TITLE`; `front NUMBER` → brings that window to the front; `paste NUMBER` → presses
 * Ctrl+V, only while that window is in front. A constant: nothing is ever put into it.
 */
const HELPER = `
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
Add-Type -Namespace Workstation -Name User32 -MemberDefinition @'
[DllImport("user32.dll")] public static extern System.IntPtr GetForegroundWindow();
[DllImport("user32.dll")] public static extern bool SetForegroundWindow(System.IntPtr window);
[DllImport("user32.dll", CharSet = CharSet.Unicode)] public static extern int GetWindowText(System.IntPtr window, System.Text.StringBuilder text, int most);
[DllImport("user32.dll")] public static extern void keybd_event(byte key, byte scan, uint flags, System.UIntPtr extra);
'@
while ($null -ne ($line = [Console]::In.ReadLine())) {
  $parts = $line.Split(' ')
  $front = [Workstation.User32]::GetForegroundWindow()
  if ($parts[0] -eq 'look') {
    $text = New-Object System.Text.StringBuilder 300
    [void][Workstation.User32]::GetWindowText($front, $text, 300)
    [Console]::Out.WriteLine('window ' + $front.ToInt64() + ' ' + ($text.ToString() -replace '[\\r\\n]', ' '))
  } elseif ($parts[0] -eq 'front') {
    [void][Workstation.User32]::SetForegroundWindow([System.IntPtr][long]$parts[1])
    Start-Sleep -Milliseconds 60
    [Console]::Out.WriteLine('done')
  } elseif ($parts[0] -eq 'paste') {
    if ($front.ToInt64() -ne [long]$parts[1]) { [Console]::Out.WriteLine('refused'); continue }
    $none = [System.UIntPtr]::Zero
    foreach ($step in @(@(0x11, 0), @(0x56, 0), @(0x56, 2), @(0x11, 2))) { [Workstation.User32]::keybd_event($step[0], 0, $step[1], $none) }
    [Console]::Out.WriteLine('pasted')
  }
}
`

/**
 * Windows: one helper process (PowerShell, there on every Windows) that lives as long as the program, since starting one takes longer than a
 * person waits. Where it cannot run (policy of the firm), the reply is copied only.
 */
export function createWindowsTarget(): PasteTarget {
  let helper: ChildProcess | null = null
  let failed = false
  let target: string | null = null
  let answered: ((line: string | null) => void) | null = null
  let queue: Promise<unknown> = Promise.resolve()

  function start(): ChildProcess | null {
    if (helper !== null || failed) return helper
    const script = Buffer.from(HELPER, 'utf16le').toString('base64')
    const child = spawn('powershell.exe', ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', script], { windowsHide: true, stdio: ['pipe', 'pipe', 'ignore'] })
    const end = (): void => {
      // once is enough: a machine that forbids it forbids it next time too
      failed = true
      helper = null
      answered?.(null)
    }
    child.once('error', end)
    child.once('exit', end)
    child.stdin.on('error', end)
    createInterface({ input: child.stdout }).on('line', (line) => answered?.(line))
    helper = child
    return child
  }

  /** One question after the other; null when there is no answer in time. */
  function ask(question: string): Promise<string | null> {
    const answer = queue.then(
      () =>
        new Promise<string | null>((done) => {
          const child = start()
          if (child?.stdin?.writable !== true) {
            done(null)
            return
          }
          const settle = (line: string | null): void => {
            clearTimeout(timer)
            answered = null
            done(line)
          }
          const timer = setTimeout(() => {
            // a late answer would be taken for that of the next question
            child.kill()
            settle(null)
          }, ANSWER_MS)
          answered = settle
          child.stdin.write(`${question}\n`)
        }),
    )
    queue = answer
    return answer
  }

  const focus = async (): Promise<void> => {
    if (target !== null) await ask(`front ${target}`)
  }

  return {
    canPaste: () => Promise.resolve(start() !== null),
    async name() {
      const found = /^window (\d{1,20}) (.*)$/.exec((await ask('look')) ?? '')
      target = found?.[1] === undefined || found[1] === '0' ? null : found[1]
      return target === null ? null : cleanTitle(found?.[2] ?? '')
    },
    forget: () => {
      target = null
    },
    focus,
    async paste() {
      if (target === null) return 'not-allowed'
      await focus()
      return (await ask(`paste ${target}`)) === 'pasted' ? 'pasted' : 'not-allowed'
    },
    close: () => {
      failed = true
      helper?.kill()
    },
  }
}
