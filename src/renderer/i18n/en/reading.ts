import type { Words } from '../types'
import type { reading as zh } from '../zh/reading'

export const reading: Words<typeof zh> = {
  read: 'Read text',
  commands: { read: 'Read the text in this photo', open: 'Text in screenshots' },
  intake: {
    title: 'Chat screenshot',
    files: 'The screenshot is filed on the new case as evidence',
    busy: 'Reading the picture; go on meanwhile…',
    off: 'Not read by itself; Alt+R reads the text, or fill in by hand',
    nothing: 'No text was found in the picture',
    done: '{n} lines read, at least {percent}% sure',
    failed: 'The picture was not read',
    filedAnyway: 'It is filed on the new case all the same; fill in by hand.',
    unsure: 'Not quite sure, check: {lines}',
    corrected: 'Read as “{read}”, looked up as the known {value}: check it',
    remove: 'Leave this screenshot out',
    name: 'Chat screenshot',
  },
  facts: { title: 'Text in the picture', none: 'There is no text in it', copy: 'Copy text', copied: 'Text copied', again: 'Read again', busy: 'Reading…' },
  care: {
    intro: 'Reads the text in screenshots on this PC, for search and quick intake. Neither pictures nor text leave it.',
    on: 'Read screenshots in pauses',
    offHint: 'Off: a picture is read only when you press “Read text”. Once on, filed screenshots are read from the newest on while nobody works; photos of a camera are not.',
    counting: 'Counting screenshots that are not read yet…',
    progress: '{read} read, {waiting} waiting',
    paused: 'Goes on in the next pause',
    busy: 'Reading',
    all: 'All screenshots are read: {read} with text',
    now: 'Read now',
    stop: 'Stop, read in pauses',
    failed: '{n} could not be read; the pictures are untouched',
    retry: 'Try again',
    forPc: 'For this PC only, off by default; reading takes processor time.',
  },
}
