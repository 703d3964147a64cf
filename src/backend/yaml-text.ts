import { stringify } from 'yaml'

/** A value as YAML text: long lines stay whole, texts of several lines as blocks, and no aliases, which other programs refuse. */
export const yamlText = (value: unknown): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
