/** Rules about single statements, each with its own mark. */
export function read(value: unknown): unknown {
  const wide = value as any // ✗ @typescript-eslint/no-explicit-any
  try {
    return JSON.parse(String(wide))
  } catch {} // ✗ no-empty
  if (value == wide) return eval('1') // ✗ eqeqeq // ✗ no-eval
  return value == null ? 0 : value
}
