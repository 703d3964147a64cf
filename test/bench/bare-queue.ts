import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import Database from 'better-sqlite3'

/**
 * Bare (spec section 12): the same statements, prepared once, their rows posted over a plain MessagePort. Imports nothing of ours.
 * The worker gets the file, the statements and a port; the other end asks by number and counts the rows.
 */
export interface BareWork {
  readonly file: string
  readonly statements: readonly { readonly sql: string; readonly params: readonly (string | number)[] }[]
  readonly port: MessagePort
}

/** Runs in the worker. */
export function serveBare(): void {
  const { file, statements, port } = workerData.work as BareWork
  const db = new Database(file, { readonly: true })
  db.pragma('cache_size = -32000')
  db.pragma('mmap_size = 268435456')
  db.pragma('temp_store = MEMORY')
  const prepared = statements.map(({ sql, params }) => ({ statement: db.prepare(sql), params }))
  port.on('message', (index: number) => {
    const one = prepared[index]
    port.postMessage(one === undefined ? [] : one.statement.all(...one.params))
  })
  parentPort?.postMessage('ready')
}

/** The page's side: asks for one page and answers its rows. */
export function createBarePage(port: MessagePort): (index: number) => Promise<readonly unknown[]> {
  let answer: (rows: readonly unknown[]) => void = () => undefined
  port.on('message', (rows: readonly unknown[]) => answer(rows))
  return (index) =>
    new Promise((resolve) => {
      answer = resolve
      port.postMessage(index)
    })
}
