import { createRandom, type Random } from './random'

const HEADS = ['云间', '小鹿', '星河', '南风', '半夏', '木木', '阿宝', '糖糖', '北岛', '青柠', '豆豆', '晚安', '麦穗', '听雨', '小满', '拾一', '柚子', '向日葵', '老街', '清茶', '夏至', '白鹭', '芒果', '知秋', '山外', '一只', '江南', '团子', '海盐', '橘子'] as const
const TAILS = ['客', '爱吃草', '的家', '妈妈', '小铺', '不加糖', '同学', '的猫', '先生', '姐姐', '在路上', '女王', '汽水', '爸爸', '与海', '家的', '大人', '小姐', '人间', '去哪儿', '爱收纳', '要早睡'] as const
const CITIES = ['hz', 'gz', 'sz', 'bj', 'sh', 'cd', 'wh', 'nj', 'xm', 'qd', 'cs', 'tj'] as const
const LATIN = ['lin', 'wang', 'chen', 'zhao', 'sunny', 'lily', 'xiaoyu', 'momo', 'kiki', 'lucky', 'anna', 'leo', 'tiger', 'fish', 'cloud', 'rain', 'panda', 'summer', 'mint', 'alex'] as const

function nick(random: Random, n: number): string {
  switch (random.int(0, 9)) {
    case 0:
    case 1:
    case 2:
      return `${random.pick(HEADS)}${random.pick(TAILS)}_${random.int(1, 99)}`
    case 3:
    case 4:
      return `${random.pick(CITIES)}_${random.pick(LATIN)}${random.int(1975, 2024)}`
    case 5:
      return `tb${random.digits(8)}`
    case 6:
      return `${random.pick(HEADS)}${random.pick(TAILS)}${random.int(1, 9)}`
    case 7:
      return `${random.pick(LATIN)}${random.pick(LATIN)}_${random.int(1, 999)}`
    case 8:
      return `t_${random.digits(13)}_0${random.int(1, 9)}`
    default:
      return `${random.pick(LATIN)}的${random.pick(TAILS)}${n}`
  }
}

export interface DemoBuyer {
  readonly nick: string
  readonly vipTier: string | null
  readonly difficult: boolean
}

/** A pool of `count` buyers with different nicks; the first ones come back most often. */
export function demoBuyers(seed: number, count: number): DemoBuyer[] {
  const random = createRandom(seed, 'buyers')
  const taken = new Set<string>()
  return Array.from({ length: count }, (_, n) => {
    let name = nick(random, n)
    // Two people do not share a nick; the platforms solve it the same way.
    while (taken.has(name)) name = `${name}_${random.int(10, 9999)}`
    taken.add(name)
    const vip = random.next()
    return { nick: name, vipTier: vip < 0.01 ? 'gold' : vip < 0.04 ? 'silver' : null, difficult: random.chance(0.008) }
  })
}

/** Some buyers have many cases, most have one. */
export function pickBuyer(random: Random, count: number): number {
  return Math.min(count - 1, Math.floor(count * random.next() ** (random.chance(0.15) ? 4 : 1)))
}
