declare module '@20minutes/s3rver' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Options {
    readonly directory: string
    readonly silent: boolean
    readonly configureBuckets: readonly { readonly name: string }[]
  }
  export default class S3rver {
    constructor(options: Options)
    readonly store: {
      existsObject(bucket: string, key: string): Promise<boolean>
      getResourcePath(bucket: string, key: string | undefined, resource: string): string
    }
    /** Koa's chain: outermost first. */
    readonly middleware: ((context: { body: unknown }, next: () => Promise<void>) => Promise<void>)[]
    configureBuckets(): Promise<unknown>
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
  }
}
