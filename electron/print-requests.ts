import { AppError } from '../src/domain/errors'
import type { FromBackground } from '../src/contract/shell'
import type { PrintDocument } from '../src/domain/print/document'

/** Asks main for PDFs, which only a window can lay out. */
export function createPrintRequests(say: (message: FromBackground) => void): {
  /** @throws AppError PRINT_FAILED */
  print(document: PrintDocument): Promise<Uint8Array>
  printed(request: number, pdf: Uint8Array | null): void
} {
  const waiting = new Map<number, (pdf: Uint8Array | null) => void>()
  let last = 0
  return {
    async print(document) {
      const request = (last += 1)
      const pdf = await new Promise<Uint8Array | null>((answer) => {
        waiting.set(request, answer)
        say({ type: 'print', request, document })
      })
      if (pdf === null) throw new AppError('PRINT_FAILED')
      return pdf
    },
    printed(request, pdf) {
      waiting.get(request)?.(pdf)
      waiting.delete(request)
    },
  }
}
