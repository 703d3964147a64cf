import type { zh } from './zh'

/** Dotted paths to every text: "shell.palette.placeholder". */
type Paths<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : Paths<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** Every text that exists; a misspelt key does not compile. */
export type MessageKey = Paths<typeof zh>

/** The same tree with other words: English must have exactly the keys of Chinese. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

export type Locale = 'zh-CN' | 'en'
