import { z } from 'zod'
import { idSchema, nextCursor, pageInput, procedure, timeSchema } from './common'

const pathSchema = z.string().min(1).max(4000)
const extensionsSchema = z.array(z.string().regex(/^[a-z0-9]{1,10}$/)).min(1).max(40)
const targetSchema = z.enum(['case', 'inbox'])

export const hotFolderSchema = z.object({
  id: idSchema,
  path: z.string(),
  /** `case`: the case that is open when the file appears, else the inbox. */
  target: targetSchema,
  enabled: z.boolean(),
  extensions: z.array(z.string()),
  addedAt: timeSchema,
  /** `starting`: not looked at yet; `waiting`: nobody who may file photos is signed in; all others but `watching`: why nothing comes in. */
  state: z.enum(['off', 'starting', 'watching', 'waiting', 'gone', 'no-permission', 'unreadable', 'too-many-files', 'disk-full', 'failed']),
  /** Files that wait to be taken in now. */
  left: z.number().int(),
  /** Taken in since the program was started, and where the last one went: a case number, null for the inbox. */
  taken: z.number().int(),
  lastCaseNo: z.string().nullable(),
  refused: z.number().int(),
})
export type HotFolder = z.infer<typeof hotFolderSchema>

export const hotRefusedSchema = z.object({ path: z.string(), bytes: z.number().int(), at: timeSchema, code: z.string(), messageZh: z.string(), messageEn: z.string() })
export type HotRefused = z.infer<typeof hotRefusedSchema>

/** Why a folder cannot be a hot folder. */
export const HOT_REFUSALS = ['own-folder', 'watched-already', 'no-folder', 'no-permission'] as const

export const hotFoldersContract = {
  list: procedure.output(z.object({ folders: z.array(hotFolderSchema), extensions: z.array(z.string()) })),
  /** `takeExisting` false: what lies there now is left alone for good. */
  add: procedure
    .input(z.object({ path: pathSchema, target: targetSchema, extensions: extensionsSchema, takeExisting: z.boolean() }))
    .output(z.discriminatedUnion('outcome', [z.object({ outcome: z.literal('added'), folder: hotFolderSchema }), z.object({ outcome: z.literal('refused'), why: z.enum(HOT_REFUSALS) })])),
  /** What came while a folder was off, or of kinds that it did not take, is left alone. */
  change: procedure.input(z.object({ id: idSchema, target: targetSchema.optional(), enabled: z.boolean().optional(), extensions: extensionsSchema.optional() })).output(hotFolderSchema),
  remove: procedure.input(z.object({ id: idSchema })).output(z.object({ id: idSchema })),
  refused: procedure.input(z.object({ id: idSchema })).output(z.array(hotRefusedSchema)),
  /** Refused files are tried once more at the next look. */
  retry: procedure.input(z.object({ id: idSchema })).output(z.object({ count: z.number().int() })),
  /** Which case is open in the window now: what appears in a hot folder belongs to it. */
  attend: procedure.input(z.object({ caseId: idSchema.nullable() })).output(z.object({ caseId: idSchema.nullable() })),
}

/** What the names of old files say: files of one buyer or order, or of nobody known. */
export const scanGroupSchema = z.object({
  /** Stands for the group in `start`. */
  key: z.string(),
  buyerNick: z.string().nullable(),
  orderNo: z.string().nullable(),
  /** The case that they will be linked to; null: none is known. */
  caseNo: z.string().nullable(),
  why: z.enum(['order', 'waybill', 'buyer']),
  /** The words that were recognised. */
  word: z.string(),
  files: z.number().int(),
  /** Where the first of them lies, below the chosen folder. */
  example: z.string(),
})
export type ScanGroup = z.infer<typeof scanGroupSchema>

export const scanPreviewSchema = z.object({
  phase: z.enum(['idle', 'running', 'done', 'cancelled', 'failed']),
  root: z.string().nullable(),
  /** Photos by their ending. */
  files: z.number().int(),
  bytes: z.number().int(),
  kinds: z.array(z.object({ extension: z.string(), files: z.number().int() })),
  /** Files that are no photos by their name and stay where they are. */
  others: z.number().int(),
  /** Folders that could not be read. */
  unreadable: z.array(z.string()),
  groups: z.array(scanGroupSchema),
  /** Buyers and orders beyond those listed. */
  moreGroups: z.number().int(),
  /** Photos of nobody known: they go to the inbox. */
  toInbox: z.number().int(),
  problem: z.enum(['own-folder', 'no-folder', 'no-permission', 'unreadable']).nullable(),
})
export type ScanPreview = z.infer<typeof scanPreviewSchema>

export const photoScanSchema = z.object({
  id: idSchema,
  root: z.string(),
  /** `waiting`: goes on by itself when somebody who may file photos is signed in; `stopped`: it cannot go on, `problem` says why. */
  state: z.enum(['running', 'waiting', 'paused', 'stopped', 'done', 'cancelled']),
  problem: z.string().nullable(),
  reached: z.string().nullable(),
  added: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.number().int(),
  /** Photos that the preview counted; null when it was not made by this run of the program. */
  total: z.number().int().nullable(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
})
export type PhotoScan = z.infer<typeof photoScanSchema>

export const scanErrorSchema = z.object({ ordinal: z.number().int(), path: z.string(), code: z.string(), messageZh: z.string(), messageEn: z.string(), keptAs: z.string().nullable() })
export type ScanError = z.infer<typeof scanErrorSchema>

const scanId = z.object({ id: idSchema })

export const photoScansContract = {
  /** Walks the folder and counts; asked for with `preview`. Files nothing. */
  look: procedure.input(z.object({ root: pathSchema })).output(scanPreviewSchema),
  preview: procedure.output(scanPreviewSchema),
  lookCancel: procedure.output(scanPreviewSchema),
  /** `toInbox`: groups of the preview whose guess is not believed. */
  start: procedure.input(z.object({ root: pathSchema, toInbox: z.array(z.string().max(500)).max(5000) })).output(photoScanSchema),
  list: procedure.output(z.array(photoScanSchema)),
  pause: procedure.input(scanId).output(photoScanSchema),
  resume: procedure.input(scanId).output(photoScanSchema),
  cancel: procedure.input(scanId).output(photoScanSchema),
  errors: procedure.input(z.object({ id: idSchema, ...pageInput })).output(z.object({ rows: z.array(scanErrorSchema), nextCursor })),
  exportErrors: procedure.input(z.object({ id: idSchema, path: pathSchema, locale: z.enum(['zh', 'en']) })).output(z.object({ path: z.string(), rows: z.number().int() })),
}
