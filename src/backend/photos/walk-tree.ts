import { join } from 'node:path'
import { systemCode, type FileSystem } from './file-system'

/** A file below the root, or a folder that could not be read (`error`: its system code). `path` has `/` between its parts. */
export type WalkStep = { readonly path: string; readonly name: string } | { readonly path: string; readonly error: string }

export interface WalkOptions {
  readonly fs: FileSystem
  readonly root: string
  readonly depth: number
  readonly skip: (folder: string) => boolean
  /** Goes on behind this path; null: from the beginning. It need not be there any more. */
  readonly after: string | null
}

const inOrder = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/**
 * Walks a folder tree of any size in one fixed order, so that a walk can be taken up behind the last path (A2). Holds the names of one
 * folder for each level and nothing else. Links are not followed. Throws what the disk says of the root itself.
 */
export async function* walkTree(options: WalkOptions): AsyncGenerator<WalkStep> {
  yield* walk(options, [], options.after === null ? null : options.after.split('/'))
}

async function* walk(options: WalkOptions, parts: readonly string[], after: readonly string[] | null): AsyncGenerator<WalkStep> {
  const entries = (await options.fs.list(join(options.root, ...parts))).sort(inOrder)
  const mark = after?.[parts.length]
  for (const { name, kind } of entries) {
    if (mark !== undefined && name < mark) continue
    const here = [...parts, name]
    const within = mark === name
    if (kind === 'file') {
      if (!within) yield { path: here.join('/'), name }
      continue
    }
    if (kind !== 'folder' || parts.length >= options.depth || options.skip(join(options.root, ...here))) continue
    try {
      yield* walk(options, here, within && after !== null && after.length > here.length ? after : null)
    } catch (error) {
      if (systemCode(error) === '') throw error
      // With the root gone as well the whole tree is away: that is no matter of this folder.
      await options.fs.list(options.root)
      yield { path: here.join('/'), error: systemCode(error) }
    }
  }
}
