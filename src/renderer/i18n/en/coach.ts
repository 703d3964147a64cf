import type { coach as original } from '../zh/coach'
import type { Words } from '../types'

export const coach: Words<typeof original> = {
  findings: 'Reply check',
  block: 'Must not be sent',
  warn: 'Better changed',
  missing: { acknowledge: 'does not answer what happened', apologise: 'no apology' },
  take: 'Say “{words}”',
  add: 'Add “{words}”',
  more: '{n} more',
  show: 'Select these words: {words}',
  refused: 'Not copied: this must not be sent',
  refusedText: '“{words}”: {reason}',
  nothing: 'Nothing to put in its place',
  open: 'Coach',
  calming: 'Four steps to calm',
  types: 'Types of buyers',
  signs: 'Signs',
  answer: 'Answer',
  avoid: 'Avoid',
  commands: { coach: 'Coach: calming steps and types of buyers', better: 'Take the better wording' },
}
