import { describe, expect, it } from 'vitest'
import { nextPortion, slotsFor, type Incoming } from '../../src/renderer/features/photos/filing-queue'

const slot = (name: string, photoCount = 0, required = true) => ({ slot: name, photoCount, required })
const file = (name: string): Incoming => ({ name, path: `/photos/${name}` })
const pasted: Incoming = { name: 'pasted.png', bytes: () => Promise.resolve(new Uint8Array()) }

describe('photos on their way in', () => {
  it('A2: one photo takes the next empty slot, required ones first', () => {
    expect(slotsFor(1, [slot('weighing', 0, false), slot('outer-box', 1), slot('inner-goods')])).toEqual(['inner-goods'])
    expect(slotsFor(1, [slot('outer-box', 2)])).toEqual([])
  })

  it('A2, P4: several photos take what the buyer was asked for, and never pass for a stamped proof', () => {
    const slots = [slot('outer-box'), slot('inner-goods'), slot('courier-proof'), slot('sender-certificate')]
    expect(slotsFor(5, slots)).toEqual(['outer-box', 'inner-goods'])
    expect(slotsFor(2, slots)).toEqual(['outer-box', 'inner-goods'])
  })

  it('A2: a file for a slot goes alone, the rest eight at a time, bytes one by one, all in their order', () => {
    const files = Array.from({ length: 10 }, (_, n) => file(`${n}.jpg`))
    expect(nextPortion(files, ['outer-box'])).toEqual({ how: 'paths', files: [files[0]], slot: 'outer-box' })
    expect(nextPortion(files, [])).toEqual({ how: 'paths', files: files.slice(0, 8), slot: null })
    expect(nextPortion([file('a.jpg'), pasted, file('b.jpg')], [])).toEqual({ how: 'paths', files: [file('a.jpg')], slot: null })
    expect(nextPortion([pasted, file('b.jpg')], [])).toEqual({ how: 'bytes', file: pasted, slot: null })
    expect(nextPortion([], ['outer-box'])).toBeNull()
  })
})
