import { z } from 'zod'
import { ERROR_CODES } from '../domain/errors'

export type { ErrorCode, ErrorDetail } from '../domain/errors'

export const errorCodeSchema = z.enum(ERROR_CODES)

export const errorDetailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))

/** What travels as `data` of the one declared oRPC error `APP_ERROR`. */
export const appErrorDataSchema = z.object({ code: errorCodeSchema, detail: errorDetailSchema })
export type AppErrorData = z.infer<typeof appErrorDataSchema>

/** The single error declaration that every procedure shares. */
export const appErrors = {
  APP_ERROR: { status: 422, message: 'refused', data: appErrorDataSchema },
} as const
