import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ROLES } from '../domain/identity/roles'
import { appErrors } from './errors'

/** Base of every procedure: all of them may refuse with `APP_ERROR`. */
export const procedure = oc.errors(appErrors)

export const idSchema = z.string().min(1).max(200)
/** Milliseconds since 1970 UTC. */
export const timeSchema = z.number().int().min(-8.64e15).max(8.64e15)
export const centsSchema = z.number().int().min(-1e13).max(1e13)
export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export const currencySchema = z.string().regex(/^[A-Z]{3}$/)
export const shortText = z.string().max(500)
export const longText = z.string().max(20_000)
export const idempotencyKeySchema = z.string().min(8).max(100)
export const roleSchema = z.enum(ROLES)

/** Keyset paging: `cursor` is opaque text from the page before; null ends the list. */
export const pageInput = { cursor: z.string().max(500).nullish(), limit: z.number().int().min(1).max(500).default(100) }
export const nextCursor = z.string().nullable()
