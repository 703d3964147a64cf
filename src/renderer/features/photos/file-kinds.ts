/** Kinds of files a hot folder can take, as people name them; each stands for its extensions. */
import { PHOTO_FORMATS, type PhotoFormat } from '../../../domain/photo/formats'

export const FILE_KINDS = Object.keys(PHOTO_FORMATS) as readonly PhotoFormat[]

export const kindsOf = (extensions: readonly string[]): PhotoFormat[] => FILE_KINDS.filter((format) => PHOTO_FORMATS[format].aliases.some((alias) => extensions.includes(alias)))

/** None chosen means all, as everywhere in lists of which several can be chosen. */
export const extensionsOf = (kinds: readonly PhotoFormat[]): string[] => [...new Set((kinds.length === 0 ? FILE_KINDS : kinds).flatMap((format) => [...PHOTO_FORMATS[format].aliases]))]

export const kindOptions = FILE_KINDS.map((value) => ({ value, label: value.toUpperCase() }))
