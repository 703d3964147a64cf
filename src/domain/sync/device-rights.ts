/** What only a PC with full rights may write (docs/sync-format.md, section 3): who belongs to the team, and its rules. */
export const GUARDED_TABLES: ReadonlySet<string> = new Set(['sync_device', 'staff', 'policy_version'])

/** Templates: a person's own are daily work, those of the team are not. */
const TEMPLATES = 'team_template'

/**
 * Whether a change needs a PC with full rights. `owners`: whose template it is, before and after; null for one of the team. Of other tables
 * nobody asks.
 */
export const needsFullRights = (table: string, owners: () => readonly unknown[]): boolean => GUARDED_TABLES.has(table) || (table === TEMPLATES && owners().some((owner) => owner === null))

/** The same of a version that another PC wrote: `fields` by the names of the columns. A deletion does not say whose template it was; the PC that makes it looks. */
export const versionNeedsFullRights = (table: string, group: string, fields: Readonly<Record<string, unknown>>): boolean =>
  needsFullRights(table, () => (group === 'deleted' ? [] : [fields['owner_id'] ?? null]))
