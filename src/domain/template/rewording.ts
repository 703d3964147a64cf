import { parseTemplate } from './render'

/** Values shorter than this are found in the middle of other words. */
const LEAST = 2

/**
 * A sent reply as the wording of a template again (T5): where the values of the case stand, the variables of the template stand. Fill-ins
 * cannot be told from the words around them and stay as they were sent. `values` by variable, as the case has them.
 */
export function wordingOf(sent: string, body: string, values: Readonly<Record<string, string | undefined>>): string {
  const names = new Set(parseTemplate(body).parts.flatMap((part) => (part.type === 'variable' ? [part.name] : [])))
  const known = [...names]
    .flatMap((name) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      return value === undefined || value.trim().length < LEAST ? [] : [{ name, value }]
    })
    .sort((a, b) => b.value.length - a.value.length)
  // Braces that a person typed would read as placeholders.
  let parts: { readonly text: string; readonly plain: boolean }[] = [{ text: sent.replaceAll('{{', '{ {').replaceAll('}}', '} }'), plain: true }]
  for (const { name, value } of known) {
    parts = parts.flatMap((part) => {
      if (!part.plain) return [part]
      return part.text.split(value).flatMap((text, index) => (index === 0 ? [{ text, plain: true }] : [{ text: `{{${name}}}`, plain: false }, { text, plain: true }]))
    })
  }
  return parts.map((part) => part.text).join('')
}
