import { binPathOf } from '../../domain/photo/bin'
import { verifyArchive, type VerifyReport } from '../photos'
import * as care from '../repositories/photo-care'
import * as repo from '../repositories/photos'
import { toAppError } from './failures'
import type { Actor, Kernel } from './kernel'
import { settleBin } from './photo-bin'
import { followPaths } from './sync/photo-follow'

const PAGE = 5000

export interface CheckOptions {
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
  /** Only for files that are not in their place: nothing else is read. */
  readonly quick?: boolean
}

/**
 * Compares the archive and its bin with the rows by content (A6). Rows follow files that were moved or renamed by hand inside the
 * archive, and one that was taken out of the bin by hand counts as taken back. Nothing is ever removed; absence is not deletion.
 * @throws the signal's reason when cancelled; AppError for a folder that cannot be listed
 */
export async function checkArchive(kernel: Kernel, actor: Actor, options: CheckOptions = {}): Promise<VerifyReport> {
  // A file that has not followed its row yet would be found where it was, and the row would be turned back (S4).
  await followPaths(kernel, { signal: options.signal })
  await settleBin(kernel)
  const expected: { sha256: string; archivedAs: string; bytes: number }[] = []
  for (let after = ''; ; ) {
    const page = repo.listExpected(kernel.read, after, PAGE)
    expected.push(...page)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) break
    after = last.linkId
  }
  const binned = care.listBinned(kernel.read).map((link) => ({ ...link, binPath: binPathOf(link.sha256, link.archivedAs) }))
  // two rows that share one file in the bin are asked for once
  const inBin = new Map(binned.map(({ sha256, bytes, binPath }) => [binPath, { sha256, bytes, archivedAs: binPath }]))
  let report: VerifyReport
  try {
    report = await verifyArchive({
      dataDir: kernel.dataDir,
      expected: [...expected, ...inBin.values()],
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.quick === true ? { trusted: () => true, strays: 'of-lost-size' as const } : {}),
    })
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    throw toAppError(error)
  }
  const moved = report.repaired.filter((file) => file.how === 'moved')
  if (moved.length > 0) {
    kernel.write(actor, { name: 'photo.repair', detail: { files: moved.length } }, (tx) => {
      for (const { sha256, from, to } of moved) {
        for (const link of repo.listLinksOfPhoto(tx.db, sha256)) if (link.archivedAs === from) repo.updateLink(tx, link.id, { archivedAs: to })
        for (const link of binned) if (link.binPath === from) repo.updateLink(tx, link.linkId, { archivedAs: to, binnedAt: null, binnedBy: null, binReason: null })
      }
    })
  }
  return report
}
