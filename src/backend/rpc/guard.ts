import { ORPCError, os } from '@orpc/server'
import type { AppErrorData } from '../../contract/errors'
import { AppError } from '../../domain/errors'
import { mayDo } from '../../domain/identity/roles'
import { logError, toAppError } from '../services/failures'
import type { Actor } from '../services/kernel'
import type { RpcContext } from './context'
import { ACCESS } from './rights'

/** Turns what a service threw into the one declared error; what nobody expected goes to the log with its cause. */
export function toRpcError(error: unknown, path: string): ORPCError<'APP_ERROR', AppErrorData> {
  const known = toAppError(error)
  if (known.code === 'INTERNAL') logError(`rpc ${path}`, error)
  return new ORPCError('APP_ERROR', { status: 422, message: 'refused', data: { code: known.code, detail: known.detail } })
}

/** The signed-in person, or a refusal. */
export function requireActor(context: RpcContext): Actor {
  if (context.session.actor === null) throw new AppError('NOT_SIGNED_IN', {})
  return context.session.actor
}

/** Whether the caller may do it; throws the refusal. */
function authorise(path: string, context: RpcContext): void {
  const access = ACCESS[path]
  if (access === undefined) throw new AppError('FORBIDDEN', { right: path })
  if (access === 'anyone') return
  const actor = requireActor(context)
  if (access !== 'signed-in' && !mayDo(actor.role, access)) throw new AppError('FORBIDDEN', { right: access })
}

/** Streams fail after the handler returned: their errors need the same translation. */
export async function* translated<T>(path: string, stream: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* stream
  } catch (error) {
    throw error instanceof ORPCError ? error : toRpcError(error, path)
  }
}

/** Every procedure passes here: rights first, errors translated last. */
export const guard = os.$context<RpcContext>().middleware(async ({ context, path, next }) => {
  const name = path.join('.')
  try {
    authorise(name, context)
    return await next()
  } catch (error) {
    // Input that does not fit the schema, and calls that were aborted, keep the library's own error.
    if (error instanceof ORPCError) throw error
    throw toRpcError(error, name)
  }
})
