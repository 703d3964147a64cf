import type { Staff } from '../../../contract/session'
import type { Random } from '../../../domain/demo/random'
import type { Kernel } from '../kernel'
import type { DemoCase } from './cases'

export async function fileDemoPhotos(_kernel: Kernel, _first: Staff, _random: Random, _cases: readonly DemoCase[], _count: number, _onProgress: (n: number) => void): Promise<number> {
  return 0
}
