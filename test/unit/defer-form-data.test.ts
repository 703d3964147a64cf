import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deferFormData } from '../../electron/defer-form-data'

/** A class that is brought by a getter of the global object, as Node brings its own, and how often it was brought. */
function plant(): { loads: () => number; real: () => unknown } {
  let loads = 0
  class FormData {
    readonly fields = new Map<string, string>()
    static from = (): string => 'static'
    get [Symbol.toStringTag](): string {
      return 'FormData'
    }
    set(name: string, value: string): void {
      this.fields.set(name, value)
    }
  }
  Object.defineProperty(globalThis, 'FormData', {
    configurable: true,
    enumerable: true,
    get() {
      loads += 1
      Object.defineProperty(globalThis, 'FormData', { value: FormData, writable: true, configurable: true })
      return FormData
    },
  })
  return { loads: () => loads, real: () => FormData }
}

describe('X1: the name FormData brings nothing before one is made', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'FormData')
  beforeEach(() => {
    expect(own).toBeDefined()
  })
  afterEach(() => {
    if (own !== undefined) Object.defineProperty(globalThis, 'FormData', own)
  })

  it('X1: asking whether something is one loads nothing, and the answer is no', () => {
    const planted = plant()
    deferFormData()
    for (const one of [{}, null, undefined, 'text', new Map(), new ArrayBuffer(1)] as unknown[]) expect(one instanceof FormData).toBe(false)
    expect(planted.loads()).toBe(0)
  })

  it('X1: one that is made is a real one, and is known as one by the old name and the new', () => {
    const planted = plant()
    deferFormData()
    const standIn = FormData
    const form = new FormData()
    form.set('data', '{}')
    expect(planted.loads()).toBe(1)
    expect(form instanceof standIn).toBe(true)
    expect(form instanceof FormData).toBe(true)
    expect(globalThis.FormData).toBe(planted.real())
  })

  it('X1: what only says that it is one is none', () => {
    plant()
    deferFormData()
    expect({ [Symbol.toStringTag]: 'FormData' } instanceof FormData).toBe(false)
  })

  it('X1: a class that is there already stays', () => {
    const there = Map
    Object.defineProperty(globalThis, 'FormData', { value: there, writable: true, configurable: true })
    deferFormData()
    expect(globalThis.FormData).toBe(there)
  })
})
