import { describe, expect, it } from 'vitest'
import { main } from '../fuzz/fuzz'

describe('the import fuzzer', () => {
  it('R5: a first hundred mutations: no crash, no hang, no half import (npm run test:fuzz makes ten thousand)', async () => {
    expect(await main(['--runs', '100', '--seed', '1'])).toBe(0)
  })

  it('R5: says how it is used', async () => {
    expect(await main(['--runs', 'many'])).toBe(2)
  })
})
