import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inspectTable } from '../../src/backend/imports/layout'
import { KNOWN_IMPORT_KINDS } from '../../src/domain/import/record-kinds'
import { made, shippedMappings } from './import-support'

const KIND_OF: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^own-(claims|cases|wrong-shipments)\./, '$1'],
  [/-refunds\./, 'refunds'],
  [/^(?:taobao|shopify|pinduoduo|jd\.|douyin|ebay|amazon|generic-orders)/, 'orders'],
  [/^(?:jd-logistics|sf|yto|zto|sto|best|ems|cloud|claim-result|generic-(?:typed|netted))/, 'statement'],
]

/** What a made file is, by its name; null for those that others describe. */
function kindOf(file: string): string | null {
  for (const [pattern, kind] of KIND_OF) {
    const match = pattern.exec(file)
    if (match) return kind.replace('$1', match[1] ?? '')
  }
  return null
}

describe('O1: a file is told for what it is without being asked, among all kinds', () => {
  it.each(readdirSync(made('')).flatMap((file) => ((kind) => (kind === null ? [] : [[file, kind] as const]))(kindOf(file))))('%s is %s', async (file, kind) => {
    const found = await inspectTable({ path: made(file), mappings: shippedMappings }, KNOWN_IMPORT_KINDS)
    expect(found.kind).toBe(kind)
    expect(found.inspection.missingFields).toEqual([])
  })
})
