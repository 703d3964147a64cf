/** What the edge of the window says about sharing (S7). `retired`: rounds go well, and nobody reads what this PC writes (S5). */
export const SYNC_STATES = ['off', 'asking', 'retired', 'idle', 'running', 'failing', 'stopped'] as const
export type SyncState = (typeof SYNC_STATES)[number]

/** What a device may write (docs/sync-format.md, section 3): `work` is everything but staff, rules, templates of the team and devices. */
export const DEVICE_RIGHTS = ['full', 'work'] as const
export type DeviceRights = (typeof DEVICE_RIGHTS)[number]
