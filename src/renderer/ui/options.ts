/** One choice of SelectField, ComboField and Menu. */
export interface Option<T extends string = string> {
  readonly value: T
  readonly label: string
  /** words on the right: a key, a code */
  readonly hint?: string
  readonly group?: string
  readonly disabled?: boolean
  /** other words that search finds it by: pinyin initials, the English name */
  readonly search?: string
}

/** Case-blind search over label, hint and search words; every blank-separated word must occur. */
export function filterOptions<T extends string>(options: readonly Option<T>[], query: string): Option<T>[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return options.filter((option) => {
    const text = `${option.label} ${option.hint ?? ''} ${option.group ?? ''} ${option.search ?? ''} ${option.value}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
