import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/**
 * The full-text index of cases (X3): an FTS5 table without content, so that only the index itself is stored. drizzle-kit knows no virtual
 * tables: migration 0003 makes it by hand, and it is described here, apart from the schema, for the writer alone.
 */
export const caseText = sqliteTable('case_text', {
  /** Equals `case_doc.docid`. */
  rowid: integer('rowid').primaryKey(),
  /** Tokens of domain/search/tokens.ts with blanks between. */
  tokens: text('tokens').notNull(),
})
