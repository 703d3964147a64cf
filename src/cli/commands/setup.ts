import { initFolder } from '../../backend/boot/command-line'
import { spawnByFork } from '../../backend/file-process/fork'
import { wholeNumber } from '../args'
import type { FolderCommand, PlainCommand } from '../command'

export const init: PlainCommand = {
  name: 'init',
  usage: '[--shop NAME] [--platform P]',
  zh: '新建数据文件夹：一家店铺、一位主管 owner、常用快递',
  en: 'Found a data folder: one shop, one supervisor "owner", the common couriers',
  options: ['shop', 'platform'],
  operands: [0, 0],
  async runPlain(line, _operands, place) {
    const shop = { name: line.text('shop')?.trim() || place.say('我的店铺', 'My shop'), platform: line.text('platform') ?? 'taobao' }
    const made = await initFolder({ dataDir: place.dataDir, resourcesDir: place.root, spawnFileProcess: spawnByFork(place.filesEntry), shop })
    return { json: made, lines: [place.say(`已新建数据文件夹：${made.dataDir}`, `Data folder founded: ${made.dataDir}`)] }
  },
}

export const demo: FolderCommand = {
  name: 'demo',
  usage: '[--cases N] [--claims N] [--photos N] [--seed S]',
  zh: '填入示例店铺的数据（两年的售后单、理赔、照片）',
  en: 'Fill in the demo shop: two years of cases, claims and photos',
  options: ['cases', 'claims', 'photos', 'seed'],
  operands: [0, 0],
  async run(station, line, _operands, place) {
    const cases = wholeNumber(line, 'cases') ?? 3000
    let told = 0
    const json = await station.fillDemo({
      cases,
      claims: wholeNumber(line, 'claims') ?? Math.ceil(cases / 8),
      photos: wholeNumber(line, 'photos') ?? 24,
      entries: 60,
      seed: wholeNumber(line, 'seed') ?? 1,
      // Nobody waits for this folder: fewer commits are faster.
      chunkMs: 400,
      onProgress({ what, count, total }) {
        if (Date.now() - told < 1000) return
        told = Date.now()
        place.progress(`${what} ${count}/${total}`, `${what} ${count}/${total}`)
      },
    })
    const seconds = (json.ms / 1000).toFixed(1)
    return {
      json: { ...json },
      lines: [place.say(`已填入 ${json.cases} 条售后单、${json.claims} 条理赔、${json.photos} 张照片，用时 ${seconds} 秒`, `${json.cases} cases, ${json.claims} claims, ${json.photos} photos in ${seconds} s`)],
    }
  },
}
