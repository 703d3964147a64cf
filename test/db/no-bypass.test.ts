import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import * as schema from '../../src/backend/db/schema'
import { synced } from '../../src/backend/db/synced-tables'
import { addNote, createCase, setStatus, updateCase } from '../../src/backend/services/case-write'
import { logReply } from '../../src/backend/services/reply-log'
import { createClaim, setClaimStatus } from '../../src/backend/services/claims'
import { createStaff, setPreference, verifyPin } from '../../src/backend/services/masters'
import { createWrongShipment } from '../../src/backend/services/wrong-shipments'
import { ROOT } from '../support/folders'
import { foundFolder, START } from '../support/kernel'

const BACKEND = join(ROOT, 'src/backend')

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [join(folder, entry.name)] : [],
  )
}

/** Every property that a file reads off something, and every name that it constructs. */
function uses(file: string): { properties: Set<string>; constructed: Set<string>; called: Set<string> } {
  const found = { properties: new Set<string>(), constructed: new Set<string>(), called: new Set<string>() }
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) found.properties.add(node.name.text)
    if (ts.isNewExpression(node)) found.constructed.add(node.expression.getText())
    if (ts.isCallExpression(node)) found.called.add(node.expression.getText())
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true))
  return found
}

describe('nothing goes around the one writer (design, decisions 1 and 2)', () => {
  const files = sources(BACKEND).map((path) => ({ name: relative(BACKEND, path).replaceAll('\\', '/'), ...uses(path) }))

  it('the writable connection is known to the writer, the backup and nobody else', () => {
    const users = files.filter((file) => file.properties.has('writable')).map((file) => file.name)
    expect(users.sort()).toEqual(['db/write.ts', 'services/health.ts'])
  })

  it('connections are opened, and wrapped by drizzle, only in db/', () => {
    const openers = files.filter((file) => file.constructed.has('Database') || file.called.has('drizzle') || file.called.has('openWritable')).map((file) => file.name)
    expect(openers.filter((name) => !name.startsWith('db/'))).toEqual(['open-folder.ts'])
  })

  it('a transaction for writing is begun in one place', () => {
    const beginners = files.filter((file) => file.called.has('createWriter') || file.called.has('writer.run')).map((file) => file.name)
    expect(beginners.sort()).toEqual(['open-folder.ts', 'services/kernel.ts'])
  })

  it('repositories neither insert, update nor delete by themselves', () => {
    const verbs = ['db.insert', 'db.update', 'db.delete', 'db.run', 'tx.db.insert', 'tx.db.update', 'tx.db.delete']
    const guilty = files.filter((file) => !file.name.startsWith('db/') && verbs.some((verb) => file.called.has(verb))).map((file) => file.name)
    expect(guilty).toEqual([])
  })

  it('every table of the schema is either synced or local, and every column of a synced one has its group', () => {
    const local = new Set(['meta', 'change_log', 'audit', 'idempotency', 'preference', 'import_batch', 'import_finding', 'import_memory', 'saved_mapping', 'pin_attempt', 'case_waybill', 'case_doc', 'hot_folder', 'hot_file', 'photo_scan', 'sync_stream', 'sync_outbox', 'sync_head', 'sync_raw', 'sync_author', 'sync_photo', 'sync_review'])
    const tables = (Object.values(schema) as unknown[]).filter((one): one is SQLiteTable => is(one, SQLiteTable))
    const described = new Map(Object.values(synced).map((table) => [table.name as string, table]))
    for (const table of tables) {
      const name = getTableName(table)
      expect(described.has(name) !== local.has(name), name).toBe(true)
      const columns = described.get(name)?.columns.map((column) => column.key)
      if (columns !== undefined) expect([...columns, 'id', 'hlc', 'deletedAt'].sort(), name).toEqual(Object.keys(getTableColumns(table)).sort())
    }
  })

  it('S3: replaying the change log alone rebuilds every synced row', async () => {
    const test = await foundFolder()
    const { kernel, actor } = test
    const agent = await createStaff(kernel, actor, { name: '王客服', role: 'agent', pin: '2468' })
    await verifyPin(kernel, agent.id, '2468')
    const { id } = createCase(kernel, actor, { kind: 'damaged', buyerNick: '云间客_88', waybill: 'SF1204880147', orderNo: '88218821', note: '箱子压扁了' })
    logReply(kernel, actor, id, { text: '您好，麻烦拍一张外箱照片。', edited: false })
    setStatus(kernel, actor, id, { status: 'waiting-buyer', nextAction: '等照片', nextActionAt: START + 3_600_000 })
    updateCase(kernel, actor, id, { remedy: 'reissue', amountCents: 8900, waybills: ['SF1204880147', 'YT7531000000001'] })
    addNote(kernel, actor, id, '已联系快递')
    const claim = createClaim(kernel, actor, { courierId: 'sf', counterparty: 'courier', waybill: 'SF1204880147', aliases: [], caseId: id, reason: 'damaged', goodsCents: 8900, freightCents: 0, otherCents: 0 })
    setClaimStatus(kernel, actor, claim.id, { status: 'granted' })
    createWrongShipment(kernel, actor, { caseId: id, error: 'wrong', expected: [{ title: '杯', quantity: 1 }], sent: [{ title: '碗', quantity: 1 }], costCents: 100, goodsBack: true })
    setPreference(kernel, actor, 'theme', 'dark')

    const log = kernel.db.readable.prepare<[], { table_name: string; row_id: string; field_group: string; fields: string }>('SELECT * FROM change_log ORDER BY seq').all()
    const rebuilt = new Map<string, Record<string, unknown>>()
    for (const change of log) {
      const key = `${change.table_name} ${change.row_id}`
      rebuilt.set(key, { ...rebuilt.get(key), ...(JSON.parse(change.fields) as Record<string, unknown>) })
    }
    let compared = 0
    for (const table of Object.values(synced)) {
      const shipped = table.columns.filter((column) => column.group !== null).map((column) => column.sqlName)
      for (const row of kernel.db.readable.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table.name}"`).all()) {
        const replayed = rebuilt.get(`${table.name} ${String(row['id'])}`)
        expect(Object.fromEntries(shipped.map((name) => [name, replayed?.[name] ?? null])), `${table.name} ${String(row['id'])}`).toEqual(Object.fromEntries(shipped.map((name) => [name, row[name] ?? null])))
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(20)
    expect(compared).toBe(rebuilt.size)
    test.open.close()
  })
})
