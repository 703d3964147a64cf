import { SaxesParser } from 'saxes'
import { StoreError } from './store'

/** An element of an answer: its namespace, local name, own text and children. */
export interface XmlNode {
  readonly space: string
  readonly name: string
  readonly text: string
  readonly children: readonly XmlNode[]
}

const DEEPEST = 64

/** Reads a server's XML answer. Document types are refused, so no entity can grow. @throws StoreError `damaged` */
export function parseXml(text: string): XmlNode {
  const root = { space: '', name: '', text: '', children: [] as XmlNode[] }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw new StoreError('damaged', 'the answer is not XML', error)
  })
  parser.on('doctype', () => {
    throw new StoreError('damaged', 'the answer declares a document type')
  })
  parser.on('opentag', ({ uri, local }) => {
    const node = { space: uri, name: local, text: '', children: [] as XmlNode[] }
    open.at(-1)?.children.push(node)
    open.push(node)
    if (open.length > DEEPEST) throw new StoreError('damaged', 'the answer is nested too deeply')
  })
  const append = (more: string): void => {
    const node = open.at(-1)
    if (node) node.text += more
  }
  parser.on('text', append)
  parser.on('cdata', append)
  parser.on('closetag', () => void open.pop())
  parser.write(text).close()
  const top = root.children[0]
  if (top === undefined) throw new StoreError('damaged', 'the answer is empty')
  return top
}

/** Direct children of that name, in any namespace. */
export const childrenOf = (node: XmlNode, name: string): readonly XmlNode[] => node.children.filter((child) => child.name === name)
export const childOf = (node: XmlNode, name: string): XmlNode | undefined => node.children.find((child) => child.name === name)
export const textOf = (node: XmlNode, name: string): string | undefined => childOf(node, name)?.text
