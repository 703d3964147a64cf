/**
 * Node loads the whole of fetch, 25 ms of processor time, when somebody first reads the name `FormData`, and the message port's library reads it
 * of every message, to ask whether that is one (X1). Until one is made, nothing is one: so this stands in for the name and brings the
 * real class when it is called for.
 */
export function deferFormData(): void {
  const lazy = Object.getOwnPropertyDescriptor(globalThis, 'FormData')
  const get = lazy?.get
  // a Node that loads it some other way keeps it
  if (lazy === undefined || get === undefined) return
  // the getter of Node puts the real class in the place of whatever stands there
  const real = (): typeof FormData => get.call(globalThis) as typeof FormData
  const standIn = new Proxy(Object, {
    construct: (_target, args) => Reflect.construct(real(), args) as object,
    get: (_target, key) => (key === Symbol.hasInstance ? isFormData : (Reflect.get(real(), key) as unknown)),
  })
  const isFormData = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object FormData]' && value instanceof real()
  Object.defineProperty(globalThis, 'FormData', { value: standIn, writable: true, configurable: true, enumerable: lazy.enumerable ?? false })
}
