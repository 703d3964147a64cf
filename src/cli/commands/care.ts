import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { FolderCommand, PlainCommand } from '../command'

export const verifyArchive: FolderCommand = {
  name: 'archive verify',
  usage: '',
  zh: '核对照片文件夹：缺失、被改、多余，修复移动过的',
  en: 'Verify the photo archive: missing, altered, orphaned; relink what was moved',
  options: [],
  operands: [0, 0],
  async run(station, _line, _operands, place) {
    const report = await station.api.photos.verify()
    const { photos, missing, altered, orphaned, repaired } = report
    return {
      json: { ...report },
      lines: [
        place.say(`照片 ${photos} 张：缺失 ${missing.length}，被改 ${altered.length}，多余 ${orphaned.length}，修复 ${repaired.length}`, `${photos} photos: ${missing.length} missing, ${altered.length} altered, ${orphaned.length} orphaned, ${repaired.length} repaired`),
        ...missing.map((path) => place.say(`  缺失 ${path}`, `  missing ${path}`)),
        ...altered.map((path) => place.say(`  被改 ${path}`, `  altered ${path}`)),
      ],
    }
  },
}

export const backup: FolderCommand = {
  name: 'backup',
  usage: 'OUT',
  zh: '写一份验证过的数据库备份（不覆盖已有文件）',
  en: 'Write a verified backup of the database; never overwrites',
  options: [],
  operands: [1, 1],
  async run(station, _line, [out = ''], place) {
    const done = await station.api.health.backup({ path: resolve(out) })
    return { json: { ...done }, lines: [place.say(`备份完成：${done.file}（${done.bytes} 字节）`, `Backup written: ${done.file} (${done.bytes} bytes)`)] }
  },
}

export const check: FolderCommand = {
  name: 'check',
  usage: '',
  zh: '检查数据库和操作记录是否完好',
  en: 'Check the database and the audit chain',
  options: [],
  operands: [0, 0],
  async run(station, _line, _operands, place) {
    const report = await station.api.health.check()
    const isSound = report.integrity === 'ok'
    return {
      json: { ...report },
      lines: isSound ? [place.say('完好', 'Sound')] : report.problems,
      ...(isSound ? {} : { refused: { code: 'DATABASE_DAMAGED' as const, detail: { problems: report.problems.slice(0, 5) } } }),
    }
  },
}

export const bench: PlainCommand = {
  name: 'bench',
  usage: '[NAME…] [--cases N] [--runs N]',
  zh: '运行性能测试（同 npm run bench）',
  en: 'Run the benchmarks, as npm run bench does',
  options: ['cases', 'runs'],
  operands: [0, 20],
  runPlain(line, operands, place) {
    const options = (['cases', 'runs'] as const).flatMap((name) => {
      const value = line.text(name)
      return value === null ? [] : [`--${name}`, value]
    })
    const args = [join(place.root, 'electron', 'runtime', 'bench.mjs'), ...operands, ...options, ...(line.flag('json') ? ['--json'] : [])]
    return new Promise((done, fail) => {
      const child = spawn(process.execPath, args, { cwd: place.root, stdio: 'inherit' })
      child.once('error', fail)
      child.once('exit', (code) => done(code ?? 1))
    })
  },
}
