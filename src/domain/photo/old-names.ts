import { findNumbers, type NumberOptions } from '../intake/numbers'

/** What the names of an old photo say about whose it is (A2), the most telling first: numbers of the file, of its folders, then bare words. */
export interface OldNameHints {
  readonly orders: readonly string[]
  readonly waybills: readonly string[]
  /** Words that may be a buyer's id or an order number of a shape nobody knows: to be looked up, never believed. */
  readonly words: readonly string[]
}

/** Names that say nothing: dates, months, camera and chat names, kinds of pictures. */
const SAYS_NOTHING = /^(?:\d{1,8}|\d{4}[-_.年]\d{1,2}(?:[-_.月]\d{1,2}日?|月)?|(?:img|dsc|pic|image|photo|screenshot|wx_camera|mmexport|微信图片|截图|图片|照片|新建文件夹|售后问题图片)[\s_-]*\d*.*)$/i
/** `<owner>_<date>_<n>`: the way the archive itself names photos (A1). */
const ARCHIVED = /^(.+?)[_\s-]+\d{4}-\d{1,2}-\d{1,2}(?:[_\s-]+\d+)?$/
const COUNTED = /^(.+?)[\s_-]*(?:[（(]\d+[)）]|[_-]\d{1,3})$/
const MOST_WORDS = 12

/**
 * Reads the path of an old photo below the scanned folder, `/` between its parts. Numbers are read by the rules of quick intake (C11);
 * what has no shape is handed back as a word. Pure; looks nothing up.
 */
export function readOldName(path: string, options: NumberOptions = {}): OldNameHints {
  const parts = path.split('/')
  const file = parts.at(-1) ?? ''
  const dot = file.lastIndexOf('.')
  // Inner folders say more than outer ones.
  const names = [dot > 0 ? file.slice(0, dot) : file, ...parts.slice(0, -1).reverse()]
  const orders = new Set<string>()
  const waybills = new Set<string>()
  const words = new Set<string>()
  for (const name of names) {
    // An underscore separates in file names; in running text it would not.
    const found = findNumbers(name.replace(/_/g, ' '), options)
    for (const order of found.orders) orders.add(order.value)
    for (const waybill of found.waybills) waybills.add(waybill.value)
    const word = name.normalize('NFC').trim()
    for (const one of [ARCHIVED.exec(word)?.[1], COUNTED.exec(word)?.[1], word]) {
      const plain = one?.trim() ?? ''
      if (plain !== '' && !SAYS_NOTHING.test(plain) && words.size < MOST_WORDS) words.add(plain)
    }
  }
  return { orders: [...orders], waybills: [...waybills], words: [...words] }
}
