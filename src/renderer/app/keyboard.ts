/** From key presses to commands (ui.md "Keys"). */
import { shallowRef } from 'vue'
import { liveBindings, runCommand, type Command } from '../ui/commands'
import { isComposing, KeySequence, SEQUENCE_TIMEOUT_MS, strokeOf } from '../ui/keys'
import { openLayers } from '../ui/layers'
import { paletteOpen, typedForPalette } from './shell-commands'
import { typeAhead } from './typed-ahead'

/** a begun sequence ("G"), shown in the status bar */
export const pendingKeys = shallowRef('')
/** true while the key sheet is taking down a new shortcut: nothing else may fire */
export const recordingKeys = shallowRef(false)

const TEXT_INPUT = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="range"]), textarea, select, [contenteditable="true"]'
/** what Enter and Space do something of their own on; an open list or menu chooses with them and must not begin a step of the case as well */
const PRESSABLE = '.floating, button, a[href], summary, input[type="checkbox"], [role="button"], [role="tab"], [role="menuitem"], [role="checkbox"], [role="combobox"]'

const sequence = new KeySequence<Command>()
let timer: ReturnType<typeof setTimeout> | undefined

/** the event that was taken on its way down */
let taken: KeyboardEvent | null = null

/** The palette was asked for and its field is on its way: what is typed meanwhile goes there. */
function holdForPalette(event: KeyboardEvent): boolean {
  if (typedForPalette.value === null) return false
  typedForPalette.value = typeAhead(typedForPalette.value, event)
  if (typedForPalette.value === null) paletteOpen.value = false
  event.preventDefault()
  event.stopPropagation()
  return true
}

/** The second key of a sequence is the window's, whatever has the focus: lists take J and K for themselves. */
function onKeyDownFirst(event: KeyboardEvent): void {
  if (holdForPalette(event) || pendingKeys.value === '') return
  onKeyDown(event)
  taken = event
  if (event.defaultPrevented) event.stopPropagation()
}

function onKeyDown(event: KeyboardEvent): void {
  if (event === taken || event.defaultPrevented || recordingKeys.value || isComposing(event)) return
  const stroke = strokeOf(event)
  if (stroke === null) return
  const target = event.target instanceof Element ? event.target : null
  const inField = target?.closest(TEXT_INPUT) != null
  if ((stroke === 'Enter' || stroke === 'Space') && target?.closest(PRESSABLE)) return
  const outcome = sequence.press(stroke, liveBindings({ inField, inDialog: openLayers.value > 0 }), event.timeStamp)
  clearTimeout(timer)
  pendingKeys.value = outcome.type === 'pending' ? outcome.typed : ''
  if (outcome.type === 'none') return
  event.preventDefault()
  if (outcome.type === 'pending') {
    timer = setTimeout(() => {
      pendingKeys.value = ''
    }, SEQUENCE_TIMEOUT_MS)
  } else if (!event.repeat || outcome.target.repeats === true) void runCommand(outcome.target.id)
}

export function listenToKeys(): void {
  window.addEventListener('keydown', onKeyDownFirst, { capture: true })
  window.addEventListener('keydown', onKeyDown)
}
