import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { migrate, readMigrations, type Migration } from '../../src/backend/db/migrate'
import { openWritable } from '../../src/backend/db/open'
import { AppError } from '../../src/domain/errors'
import { MIGRATIONS, tempFolder } from '../support/folders'

const NOW = 1_790_000_000_000

const made = (tag: string, ...statements: string[]): Migration => ({ tag, hash: `hash of ${statements.join(';')}`, statements })
const PARENT = made('0000_parent', 'CREATE TABLE parent (id TEXT PRIMARY KEY, name TEXT)', 'CREATE TABLE child (id TEXT PRIMARY KEY, parent_id TEXT REFERENCES parent(id) ON DELETE CASCADE)')
const REBUILD = made(
  '0001_rebuild',
  'CREATE TABLE parent_new (id TEXT PRIMARY KEY, name TEXT NOT NULL)',
  "INSERT INTO parent_new SELECT id, coalesce(name, '') FROM parent",
  'DROP TABLE parent',
  'ALTER TABLE parent_new RENAME TO parent',
)

function refusal(work: () => unknown): AppError {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('was not refused')
}

function setUp(): { folder: string; options: { now: number; backupFolder: string } } {
  const folder = tempFolder()
  return { folder, options: { now: NOW, backupFolder: join(folder, 'backups') } }
}

describe('migration runner (design, decision 3)', () => {
  it('brings an empty file to the newest schema and is done the second time', () => {
    const { folder, options } = setUp()
    const db = openWritable(join(folder, 'a.sqlite'))
    const available = readMigrations(MIGRATIONS)
    expect(migrate(db, available, options)).toEqual({ version: available.length, backup: null })
    expect(migrate(db, available, options)).toEqual({ version: available.length, backup: null })
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'cases'").get()).toEqual({ n: 1 })
    db.close()
  })

  it('carries over what sheets had said when that lay beside the facts of the device (0012, O1)', () => {
    const { folder, options } = setUp()
    const available = readMigrations(MIGRATIONS)
    const db = openWritable(join(folder, 'memory.sqlite'))
    migrate(db, available.slice(0, 12), options)
    const add = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
    add.run('import:claim-0af3', JSON.stringify({ batchId: 'b2', rowNo: 17, prints: ['older', 'newer'] }))
    add.run('imports-seen', 'stays')
    migrate(db, available, options)
    expect(db.prepare('SELECT * FROM import_memory').all()).toEqual([{ id: 'claim-0af3', batch_id: 'b2', row_no: 17, prints: 'older newer' }])
    expect(db.prepare("SELECT key FROM meta WHERE key LIKE 'import%'").all()).toEqual([{ key: 'imports-seen' }])
    db.close()
  })

  it('applies each shipped migration to a database that holds rows, and keeps them', () => {
    const { folder, options } = setUp()
    const available = readMigrations(MIGRATIONS)
    for (let upTo = 1; upTo <= available.length; upTo += 1) {
      const db = openWritable(join(folder, `step-${upTo}.sqlite`))
      migrate(db, available.slice(0, upTo), options)
      const tables = db
        .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration'")
        .all()
        // the text index (0003) keeps itself in tables that only SQLite may write
        .filter(({ name }) => !name.startsWith('case_text'))
      for (const { name } of tables) {
        const columns = db.prepare<[string], { name: string; type: string; notnull: number }>('SELECT name, type, "notnull" FROM pragma_table_info(?)').all(name)
        const values = columns.map((column) => (column.type === 'INTEGER' ? 1 : `${column.name}-1`))
        db.prepare(`INSERT INTO "${name}" (${columns.map((c) => `"${c.name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`).run(...values)
      }
      migrate(db, available, { ...options, now: NOW + upTo })
      const dropped = (name: string): boolean => db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) === undefined
      // What an import had staged was never shown to anybody; its file is read again.
      expect(tables.map(({ name }) => name).filter(dropped)).toEqual(upTo === 1 ? ['import_stage'] : [])
      for (const { name } of tables.filter((table) => !dropped(table.name))) expect(db.prepare(`SELECT count(*) AS n FROM "${name}"`).get(), name).toEqual({ n: 1 })
      expect(db.pragma('foreign_key_check')).toEqual([])
      db.close()
    }
  })

  it('keeps cascade children when a parent table is rebuilt, and backs up first', () => {
    const { folder, options } = setUp()
    const db = openWritable(join(folder, 'a.sqlite'))
    migrate(db, [PARENT], options)
    db.exec("INSERT INTO parent VALUES ('p', NULL); INSERT INTO child VALUES ('c', 'p')")
    const { backup } = migrate(db, [PARENT, REBUILD], options)
    expect(db.prepare('SELECT * FROM child').all()).toEqual([{ id: 'c', parent_id: 'p' }])
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(backup).not.toBeNull()
    const copy = new Database(backup ?? '', { readonly: true })
    expect(copy.prepare('SELECT name FROM parent').all()).toEqual([{ name: null }])
    copy.close()
    db.close()
  })

  it('rolls a failing migration back whole and leaves the earlier schema usable', () => {
    const { folder, options } = setUp()
    const db = openWritable(join(folder, 'a.sqlite'))
    migrate(db, [PARENT], options)
    const broken = made('0001_broken', 'CREATE TABLE half (id TEXT)', 'CREATE TABLE parent (id TEXT)')
    expect(refusal(() => migrate(db, [PARENT, broken], options)).code).toBe('MIGRATION_FAILED')
    expect(db.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").get()).toBeUndefined()
    expect(migrate(db, [PARENT], options).version).toBe(1)
    db.close()
  })

  it('refuses a migration that leaves a broken reference', () => {
    const { folder, options } = setUp()
    const db = openWritable(join(folder, 'a.sqlite'))
    migrate(db, [PARENT], options)
    const orphan = made('0001_orphan', "INSERT INTO child VALUES ('c', 'nobody')")
    expect(refusal(() => migrate(db, [PARENT, orphan], options)).code).toBe('MIGRATION_FAILED')
    expect(db.prepare('SELECT count(*) AS n FROM child').get()).toEqual({ n: 0 })
    db.close()
  })

  it('refuses a newer database, a changed migration and a gap, each by its own code', () => {
    const { folder, options } = setUp()
    const db = openWritable(join(folder, 'a.sqlite'))
    migrate(db, [PARENT, REBUILD], options)
    expect(refusal(() => migrate(db, [PARENT], options)).code).toBe('DATABASE_NEWER')
    expect(refusal(() => migrate(db, [PARENT, { ...REBUILD, hash: 'other' }], options)).code).toBe('MIGRATION_CHANGED')
    expect(refusal(() => migrate(db, [PARENT, made('0001_inserted_before', 'SELECT 1'), REBUILD], options)).code).toBe('MIGRATION_GAP')
    expect(db.prepare('SELECT count(*) AS n FROM schema_migration').get()).toEqual({ n: 2 })
    db.close()
  })

  it('refuses a folder of migrations with a number missing', () => {
    const folder = tempFolder()
    cpSync(MIGRATIONS, folder, { recursive: true })
    writeFileSync(join(folder, '0099_far_ahead.sql'), 'SELECT 1;')
    expect(refusal(() => readMigrations(folder)).code).toBe('MIGRATION_GAP')
  })

  it('reads a file the same with Windows line ends', () => {
    const folder = tempFolder()
    for (const name of readdirSync(MIGRATIONS).filter((file) => file.endsWith('.sql'))) {
      writeFileSync(join(folder, name), readFileSync(join(MIGRATIONS, name), 'utf8').replaceAll('\n', '\r\n'))
    }
    expect(readMigrations(folder)).toEqual(readMigrations(MIGRATIONS))
  })

  it('does not touch a file that is no database', () => {
    const { folder } = setUp()
    const path = join(folder, 'a.sqlite')
    writeFileSync(path, 'this is text, not a database '.repeat(300))
    const before = readFileSync(path)
    expect(() => openWritable(path)).toThrow()
    expect(readFileSync(path)).toEqual(before)
    expect(existsSync(join(folder, 'backups'))).toBe(false)
  })
})
