/**
 * The command registry (U2): every action has an id, a title, usually a key, and runs from the key, the palette, a button or
 * another feature. Features never import each other; one that wants something of another runs its command:
 *
 *     runCommand('claim.fromCase', { caseId })
 *
 * The feature that owns the command declares the type of its argument beside the registration:
 *
 *     declare module '../../ui/commands' { interface CommandArgs { 'claim.fromCase': { caseId: string } } }
 *
 * From a key or the palette a command runs without an argument, so `run` must cope with undefined (take the active case).
 */
import { computed, reactive, shallowReactive, type ComputedRef } from 'vue'
import type { MessageKey } from '../i18n/types'
import { isChord, normalizeKeys, type KeyBinding } from './keys'

/** Arguments of commands that take one, by id. Features add to it. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface CommandArgs {}

export type CommandArg<Id extends string> = Id extends keyof CommandArgs ? CommandArgs[Id] : undefined

export type CommandGroup = 'go' | 'case' | 'reply' | 'photo' | 'register' | 'month' | 'view' | 'app'

export interface Command<Id extends string = string> {
  readonly id: Id
  readonly titleKey: MessageKey
  readonly group: CommandGroup
  /** default keys, each a stroke or a sequence; the person may choose others */
  readonly keys?: readonly string[]
  /** other words that the palette finds it by, e.g. pinyin initials */
  readonly aliases?: readonly string[]
  /** possible now? Absent: always */
  readonly when?: () => boolean
  /** may fire while a field has focus; default: chords yes, bare keys never */
  readonly inFields?: boolean
  /** may fire while a dialog is open; default no */
  readonly inDialogs?: boolean
  /** runs again while its key is held down: moving through rows */
  readonly repeats?: boolean
  /** left out of the palette (arrow keys and the like) */
  readonly hidden?: boolean
  readonly run: (arg?: CommandArg<Id>) => void | Promise<void>
}

const registry = shallowReactive(new Map<string, Command>())
const overrides = reactive<Record<string, string[]>>({})
let report: (error: unknown, id: string) => void = (error) => {
  throw error
}

/** Adds a command; call the result to remove it. A second registration of an id replaces the first. */
export function registerCommand<Id extends string>(command: Command<Id>): () => void {
  const stored = { ...command, keys: command.keys?.map(normalizeKeys) ?? [] } as unknown as Command
  registry.set(command.id, stored)
  return () => {
    if (registry.get(command.id) === stored) registry.delete(command.id)
  }
}

/** Where failures of commands go; the app shows them as an error toast. */
export function onCommandError(handler: (error: unknown, id: string) => void): void {
  report = handler
}

export function findCommand(id: string): Command | undefined {
  return registry.get(id)
}

export function allCommands(): Command[] {
  return [...registry.values()]
}

export function isPossible(command: Command): boolean {
  return command.when?.() ?? true
}

/** Runs a command if it exists and is possible; resolves to whether it ran. Failures are reported, not thrown. */
export async function runCommand<Id extends string>(id: Id, arg?: CommandArg<Id>): Promise<boolean> {
  const command = registry.get(id)
  if (!command || !isPossible(command)) return false
  try {
    await (command as unknown as Command<Id>).run(arg)
  } catch (error) {
    report(error, id)
  }
  return true
}

/** The keys of a command as they are now, the person's own or the default. */
export function keysOf(id: string): readonly string[] {
  return overrides[id] ?? registry.get(id)?.keys ?? []
}

/** First key of a command for tooltips and chips, reactive; '' when it has none. */
export function useKeyHint(id: string): ComputedRef<string> {
  return computed(() => keysOf(id)[0] ?? '')
}

/** Sets the person's own keys: an empty list removes the key, null gives the default back. */
export function remap(id: string, keys: readonly string[] | null): void {
  if (keys === null) delete overrides[id]
  else overrides[id] = keys.map(normalizeKeys)
}

/** The person's own keys, to be stored. */
export function keyOverrides(): Readonly<Record<string, readonly string[]>> {
  return overrides
}

/** Another command that has this key already, if any. */
export function keyHolder(keys: string, except: string): Command | undefined {
  const wanted = normalizeKeys(keys)
  return allCommands().find((command) => command.id !== except && keysOf(command.id).includes(wanted))
}

/** Bindings that may fire now, features before the app's own since features register first. */
export function liveBindings(state: { inField: boolean; inDialog: boolean }): KeyBinding<Command>[] {
  const bindings: KeyBinding<Command>[] = []
  for (const command of registry.values()) {
    if (state.inDialog && command.inDialogs !== true) continue
    if (!isPossible(command)) continue
    for (const keys of keysOf(command.id)) {
      const first = keys.split(' ')[0] ?? keys
      if (state.inField && !(command.inFields ?? isChord(first))) continue
      bindings.push({ keys, target: command })
    }
  }
  return bindings
}
