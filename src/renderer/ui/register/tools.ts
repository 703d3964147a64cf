import { shallowReactive, type Component } from 'vue'
import type { MessageKey } from '../../i18n/types'

/**
 * What other features add to a described register: buttons over its list, and beside an entry. Features never import each other; the
 * registers pane shows what stands here for its register.
 */
export interface RegisterTool {
  /** Also the id of its command, whose key the button shows. */
  readonly id: string
  readonly labelKey: MessageKey
  readonly icon: Component
  /** Nothing given: possible for everybody who sees the register. */
  readonly when?: () => boolean
  /** `ids`: the entries that are ticked. */
  readonly run: (ids: readonly string[]) => void
}

export interface ToolEntry {
  readonly id: string
  readonly entryNo: string
  readonly state: string
}

export interface EntryTool {
  readonly id: string
  readonly labelKey: MessageKey
  readonly when: (entry: ToolEntry) => boolean
  readonly run: (entry: ToolEntry) => void
}

const tools = shallowReactive(new Map<string, readonly RegisterTool[]>())
const entryTools = shallowReactive(new Map<string, readonly EntryTool[]>())

export function addRegisterTool(register: string, tool: RegisterTool): void {
  tools.set(register, [...(tools.get(register) ?? []).filter(({ id }) => id !== tool.id), tool])
}
export function addEntryTool(register: string, tool: EntryTool): void {
  entryTools.set(register, [...(entryTools.get(register) ?? []).filter(({ id }) => id !== tool.id), tool])
}
export const registerToolsOf = (register: string): readonly RegisterTool[] => (tools.get(register) ?? []).filter(({ when }) => when?.() ?? true)
export const entryToolsOf = (register: string, entry: ToolEntry): readonly EntryTool[] => (entryTools.get(register) ?? []).filter(({ when }) => when(entry))
