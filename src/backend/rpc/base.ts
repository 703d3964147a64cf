import { implement } from '@orpc/server'
import { contract } from '../../contract'
import type { RpcContext } from './context'
import { guard } from './guard'

export { requireActor, toRpcError, translated } from './guard'

/** The whole contract, to be implemented feature by feature. */
export const os = implement(contract).$context<RpcContext>().use(guard)
