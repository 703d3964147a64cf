import type { FileKind, ShellLocale } from '../../src/contract/native'

/** The process that keeps ending: the one with the data, or the one that draws the page. */
export type LostPart = 'background' | 'page'

/** The few words that the shell itself says; everything else is the renderer's. */
export interface ShellWords {
  readonly title: string
  /** title of the floating replies, for the system's list of windows */
  readonly floatTitle: string
  /** title of the windows that cover the displays */
  readonly regionTitle: string
  readonly fileKinds: Readonly<Record<FileKind, string>>
  /** what went wrong, by which process keeps ending */
  readonly lost: Readonly<Record<LostPart, string>>
  readonly lostDetail: (logFile: string) => string
  readonly lostButtons: { readonly retry: string; readonly showLog: string; readonly quit: string }
}

export const WORDS: Readonly<Record<ShellLocale, ShellWords>> = {
  'zh-CN': {
    title: '售后工作台',
    floatTitle: '话术浮窗',
    regionTitle: '区域截图',
    fileKinds: { photo: '照片与凭证', sheet: '表格文件', template: '话术文件', backup: '备份文件', any: '所有文件' },
    lost: { background: '后台程序连续退出，暂时无法读写数据。', page: '窗口内容连续出错，无法显示。' },
    lostDetail: (logFile) => `已显示“已保存”的内容都在数据文件夹里，没有丢失。请先点“重试”；若仍不行，请把日志交给管理员。\n\n日志：${logFile}`,
    lostButtons: { retry: '重试', showLog: '打开日志位置', quit: '退出' },
  },
  en: {
    title: 'After-sales Workstation',
    floatTitle: 'Floating replies',
    regionTitle: 'Region screenshot',
    fileKinds: { photo: 'Photos and evidence', sheet: 'Spreadsheets', template: 'Reply templates', backup: 'Backups', any: 'All files' },
    lost: {
      background: 'The background process keeps stopping, so data cannot be read or saved for now.',
      page: 'The window keeps failing and cannot be shown.',
    },
    lostDetail: (logFile) =>
      `Everything that was shown as saved is safe in the data folder. Press Retry first; if that does not help, give the log to your administrator.\n\nLog: ${logFile}`,
    lostButtons: { retry: 'Retry', showLog: 'Show the log', quit: 'Quit' },
  },
}

/** Chosen language, else the first of the system's languages that is one of ours, else Chinese. */
export function chooseLocale(chosen: ShellLocale | null, systemLanguages: readonly string[]): ShellLocale {
  if (chosen) return chosen
  for (const language of systemLanguages) {
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'zh-CN'
}
