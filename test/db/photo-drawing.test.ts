import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileHost } from '../../src/backend/file-process/host'
import { drawingSource } from '../../src/backend/services/photo-drawing'
import { addBytes } from '../../src/backend/services/photos'
import { AppError, type ErrorCode } from '../../src/domain/errors'
import type { ThumbnailJob } from '../../src/backend/photos/imaging/types'
import { tempFolder } from '../support/folders'
import { foundFolder, type TestFolder } from '../support/kernel'

let ends: ErrorCode | null = null
const asked: ThumbnailJob[] = []
/** An imaging process that reads everything until it is told how it ends; the real one is tested with the filing. */
const imaging = [
  {
    run: async ({ input }: { input: ThumbnailJob }) => {
      if (ends !== null) throw new AppError(ends)
      asked.push(input)
      if (input.side !== undefined) writeFileSync(input.thumbPath, 'picture')
      return { ok: true, format: 'heic', width: 4, height: 4, orientation: 1, frames: 1, looks: null }
    },
  } as unknown as FileHost,
]
let test: TestFolder
beforeEach(async () => {
  ends = null
  test = await foundFolder({ imaging })
})
afterEach(() => test.open.close())

describe('an original that the page cannot decode (A3, A5)', () => {
  it.each<ErrorCode>(['FILE_PROCESS_TIMEOUT', 'FILE_PROCESS_MEMORY', 'FILE_PROCESS_CRASHED'])('A3, R5: one whose reader ends with %s is told as unreadable, and leaves nothing behind', async (code) => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(4), Buffer.from('mif1heic')])
    const { photo } = await addBytes(test.kernel, test.actor, { name: 'a.heic', bytes: heic })
    ends = code
    await expect(drawingSource(test.kernel, photo?.linkId ?? '')).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE', detail: { reason: code } })
    expect(readdirSync(join(test.dataDir, 'incoming'))).toEqual([])
  })

  it('A5, R2: it is made in the folder of the data, whatever the way there is called', async () => {
    test.open.close()
    test = await foundFolder({ imaging, dataDir: join(tempFolder('drawing-room-'), 'data') })
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(4), Buffer.from('mif1heic')])
    const { photo } = await addBytes(test.kernel, test.actor, { name: 'a.heic', bytes: heic })
    expect((await drawingSource(test.kernel, photo?.linkId ?? '')).dataUrl).toBe(`data:image/webp;base64,${Buffer.from('picture').toString('base64')}`)
    const job = asked.at(-1)
    expect([job?.thumbPath, job?.tempPath].map((path) => dirname(path ?? ''))).toEqual([join(test.dataDir, 'incoming'), join(test.dataDir, 'incoming')])
    expect(job?.tempPath).not.toBe(job?.thumbPath)
    expect(readdirSync(join(test.dataDir, 'incoming'))).toEqual([])
  })
})
