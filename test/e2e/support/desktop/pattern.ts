import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A part of the screen of which every pixel is known (A2). */
export interface Pattern {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Red, green and blue of a rectangle of the screen that lies inside the pattern, row by row. */
  pixels(x: number, y: number, width: number, height: number): Uint8Array
  /** Puts it above or below all other windows. */
  put(where: 'lift' | 'lower'): Promise<void>
  end(): Promise<void>
}

export async function showPattern(x: number, y: number, width: number, height: number): Promise<Pattern> {
  const child = spawn('python3', [join(import.meta.dirname, 'pattern.py'), ...[x, y, width, height].map(String)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const said = (word: string): Promise<void> =>
    new Promise((done, failed) => {
      const listen = (line: string): void => {
        if (line !== word) return
        lines.off('line', listen)
        done()
      }
      lines.on('line', listen)
      void gone.then(() => failed(new Error(`the pattern ended before it said ${word}`)))
    })
  await said('ready')
  return {
    x, y, width, height,
    pixels(left, top, across, down) {
      const bytes = new Uint8Array(across * down * 3)
      for (let at = 0; at < across * down; at += 1) {
        const [column, row] = [left - x + (at % across), top - y + Math.floor(at / across)]
        bytes.set([(column * 3 + row) % 256, (row * 5) % 256, (column ^ row) % 256], at * 3)
      }
      return bytes
    },
    async put(where) {
      const done = said(where)
      child.stdin.write(`${where}\n`)
      await done
    },
    async end() {
      child.stdin.end()
      await gone
    },
  }
}
