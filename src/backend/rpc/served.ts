import { lazy, type AnyRouter, type Lazyable } from '@orpc/server'
import { first } from './first'
import { ACCESS } from './rights'

/** What is served of the first screen already, by the path of its procedure. */
const READY: ReadonlyMap<string, AnyRouter> = new Map(Object.entries(first).flatMap(([feature, procedures]) => Object.entries(procedures).map(([name, procedure]): [string, AnyRouter] => [`${feature}.${name}`, procedure])))

/** One procedure of the whole router, built with it when the first of them is called. */
const later = (feature: string, name: string): Lazyable<AnyRouter> =>
  lazy(async () => {
    const { router } = await import('./router')
    const procedure = Object.entries(router[feature as keyof typeof router]).find(([key]) => key === name)?.[1] as AnyRouter | undefined
    if (procedure === undefined) throw new Error(`rights name a procedure that nobody implements: ${feature}.${name}`)
    return { default: procedure }
  })

/**
 * What a port serves: the whole router, of which only the first screen's procedures exist at the start. The contract of the others, some 130
 * procedures with their schemas, takes 20 ms of a start (X1). What is named in the rights is served; a test holds them against the contract.
 */
export function servedRouter(): AnyRouter {
  const served: Record<string, Record<string, Lazyable<AnyRouter>>> = {}
  for (const path of Object.keys(ACCESS)) {
    const [feature = '', name = ''] = path.split('.')
    ;(served[feature] ??= {})[name] = READY.get(path) ?? later(feature, name)
  }
  return served
}
