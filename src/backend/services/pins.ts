import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt with 32 MB: memory-hard, about 80 ms on an office PC (R3). */
const COST = { N: 32_768, r: 8, p: 1 }
const KEY_BYTES = 32
const MAX_MEMORY = 64 * 1024 * 1024

function derive(pin: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

/** Hash of a PIN as `scrypt$N$r$p$salt$key`, both hex. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(pin, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('hex'), key.toString('hex')].join('$')
}

/** Whether a PIN fits a hash; compares in constant time. A hash of unknown form fits nothing. */
export async function pinFits(pin: string, stored: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = stored.split('$')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'hex')
  const actual = await derive(pin, Buffer.from(salt, 'hex'), { N: Number(n), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
