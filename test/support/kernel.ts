import { openFolder, type OpenFolder } from '../../src/backend/open-folder'
import type { FileHost } from '../../src/backend/file-process/host'
import type { Actor, Kernel, Printer } from '../../src/backend/services/kernel'
import { found } from '../../src/backend/services/setup'
import { ROOT, tempFolder } from './folders'

/** 2026-11-21 10:00 in Shanghai. */
export const START = Date.UTC(2026, 10, 21, 2, 0, 0)

/** For services that read no files from outside: any use is a mistake of the test. */
export const noFiles = new Proxy({} as FileHost, {
  get(_target, name) {
    throw new Error(`this test opened its folder without a file process, but ${String(name)} was used`)
  },
})

export interface TestFolder {
  readonly kernel: Kernel
  readonly actor: Actor
  readonly clock: { now: number }
  readonly dataDir: string
  readonly open: OpenFolder
}

/** A founded data folder with a clock that the test moves, repeatable ids, one shop and the supervisor 张敏. */
export async function foundFolder(options: { files?: FileHost; imaging?: FileHost[]; reading?: FileHost; dataDir?: string; printer?: Printer; resourcesDir?: string } = {}): Promise<TestFolder> {
  const clock = { now: START }
  let serial = 0
  const random = (length: number): string => (serial += 1).toString(36).padStart(length, '0')
  const dataDir = options.dataDir ?? tempFolder()
  const open = openFolder({ dataDir, purpose: 'create', resourcesDir: options.resourcesDir ?? ROOT, files: options.files ?? noFiles, ...(options.imaging === undefined ? {} : { imaging: options.imaging }), ...(options.reading === undefined ? {} : { reading: options.reading }), ...(options.printer === undefined ? {} : { printer: options.printer }), now: () => clock.now, random })
  const { staff } = await found(open.kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
  return { kernel: open.kernel, actor: { staffId: staff.id, name: staff.name, role: staff.role }, clock, dataDir, open }
}
