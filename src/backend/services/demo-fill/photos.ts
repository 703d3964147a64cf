import { kindDef } from '../../../domain/case/kinds'
import type { Random } from '../../../domain/demo/random'
import type { Actor, Kernel } from '../kernel'
import { addBytes } from '../photos'
import type { DemoCase } from './cases'
import { demoPicture } from './images'

/** Files generated pictures on cases of the demo, through the same door as a paste (A1, A2). Answers how many were added. */
export async function fileDemoPhotos(
  kernel: Kernel,
  actor: Actor,
  random: Random,
  cases: readonly DemoCase[],
  count: number,
  onProgress: (done: number) => void,
): Promise<number> {
  let added = 0
  for (let n = 0; n < count; n += 1) {
    const target = cases[n % cases.length]
    const slots = target === undefined ? [] : kindDef(target.kind).slots
    const place = target === undefined ? {} : { caseId: target.id, slot: slots[Math.floor(n / cases.length) % slots.length] ?? null }
    const result = await addBytes(kernel, actor, { name: `微信图片_${20_260_000_000_000 + n}.png`, bytes: demoPicture(random), ...place })
    if (result.outcome === 'added') added += 1
    onProgress(n + 1)
  }
  return added
}
