/** Anything but ASCII, with the backslashes before it. */
// eslint-disable-next-line no-control-regex -- from the first character on
const OTHERS = /(\\*)([^\u0000-\u007F])/g

/** A node of a syntax tree (ESTree), as far as it is looked at. */
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}
interface TaggedTemplate extends Node {
  readonly tag: Node
  readonly quasi: Node & { readonly quasis: readonly (Node & { readonly value: { readonly raw: string } })[] }
}

/**
 * A program with every other character written as an escape, which means the same in strings, templates, patterns and names. V8 and Blink
 * keep the text of what they run: with a single Chinese word in it, every character takes two bytes (X8). Templates that `String.raw` reads as
 * written become plain ones of the same text.
 * @param parse gives the syntax tree (ESTree, places counted as strings count) of a program
 * @throws Error where that would change the meaning: another tag may read its template as written; a line that goes on after U+2028
 */
export function asciiOnly(code: string, parse: (code: string) => unknown): string {
  return isAscii(code) ? code : escaped(withoutRaw(code, parse))
}

// eslint-disable-next-line no-control-regex -- from the first character on
const isAscii = (text: string): boolean => !/[^\u0000-\u007F]/.test(text)

const escaped = (code: string): string =>
  code.replaceAll(OTHERS, (_all, slashes: string, char: string) => {
    const hasOwn = slashes.length % 2 === 1
    if (hasOwn && (char === '\u2028' || char === '\u2029')) throw new Error('a string goes on after a line separator')
    return `${hasOwn ? slashes.slice(1) : slashes}\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })

function withoutRaw(code: string, parse: (code: string) => unknown): string {
  const edits: { start: number; end: number; text: string }[] = []
  for (const { tag, quasi } of taggedTemplates(parse(code))) {
    if (quasi.quasis.every(({ value }) => isAscii(value.raw))) continue
    const name = code.slice(tag.start, tag.end)
    if (name !== 'String.raw') throw new Error(`a template of ${name} holds more than ASCII and may be read as written`)
    edits.push({ start: tag.start, end: quasi.start, text: '' })
    for (const { start, value } of quasi.quasis) {
      // some parsers count the mark before the text as part of it
      const at = code.startsWith(value.raw, start) ? start : start + 1
      if (!code.startsWith(value.raw, at)) throw new Error('the parser counts places otherwise')
      edits.push({ start: at, end: at + value.raw.length, text: value.raw.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${') })
    }
  }
  let done = code
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) done = done.slice(0, start) + text + done.slice(end)
  return done
}

/** Every tagged template below a node. */
function* taggedTemplates(node: unknown): Generator<TaggedTemplate> {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && node.type === 'TaggedTemplateExpression') yield node as TaggedTemplate
  for (const below of Object.values(node)) yield* taggedTemplates(below)
}
