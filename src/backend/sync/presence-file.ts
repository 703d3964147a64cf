import { presenceBodySchema, presenceHeaderSchema, SYNC_FORMAT, type PresenceFacts } from '../../contract/sync-files'
import { pack, unpack } from './packed'
import type { Seal } from './seal'
import { encodeSigned, jsonOf, readSigned, sealedWith } from './signed-file'

export type { PresenceFacts } from '../../contract/sync-files'
export { presenceName } from './names'

export type PresenceFault = 'torn' | 'signature' | 'format' | 'vault' | 'name' | 'sealed' | 'content'
export type PresenceRead = { readonly ok: true; readonly presence: PresenceFacts } | { readonly ok: false; readonly fault: PresenceFault }

/** Who looks at what on this PC (docs/sync-format.md, section 11), signed and, with a passphrase, sealed. */
export function encodePresence(facts: PresenceFacts, { vault, privateKey, seal }: { vault: string; privateKey: string; seal: Seal | null }): Uint8Array {
  const { device, at, until, staff, cases } = facts
  const announced = { kind: 'presence', format: SYNC_FORMAT, vault, device, at, until }
  const body = pack(JSON.stringify(presenceBodySchema.parse({ staff, cases })), seal, sealedWith(announced))
  return encodeSigned(presenceHeaderSchema.parse({ ...announced, body: body.facts }), privateKey, body.bytes).bytes
}

/** Reads what another PC said; `device` and `at` are those of the file's name. Whether it still holds is the reader's to see (`until`). */
export function readPresence(
  bytes: Uint8Array,
  expected: { vault: string; device: string; at: number; publicKey: string; seal: Seal | null },
): PresenceRead {
  const fault = (of: PresenceFault): PresenceRead => ({ ok: false, fault: of })
  const read = readSigned(bytes, expected.publicKey)
  if (!read.ok) return read
  const header = presenceHeaderSchema.safeParse(read.file.facts)
  if (!header.success) return fault('format')
  const { vault, device, at, until } = header.data
  if (vault !== expected.vault) return fault('vault')
  if (device !== expected.device || at !== expected.at) return fault('name')
  const unpacked = unpack(read.file.body, header.data.body, expected.seal, sealedWith(read.file.facts))
  if (!unpacked.ok) return unpacked
  const body = presenceBodySchema.safeParse(jsonOf(unpacked.text))
  return body.success ? { ok: true, presence: { device, at, until, ...body.data } } : fault('content')
}
