import { resolve } from 'node:path'
import { AppError } from '../../domain/errors'
import { IMPORT_KIND_LABELS, isRecordKind, type RecordKind } from '../../domain/import/kinds'
import { KNOWN_IMPORT_KINDS } from '../../domain/import/record-kinds'
import type { OptionName } from '../args'
import type { FolderCommand } from '../command'
import { chosenPlatform, importFiles, lastEvent } from '../import-run'
import { findCourierId, findShopId } from '../lookup'

/** Options of one kind beside those of all: whose rows they are where the file does not say. */
const OWN_OPTIONS: Partial<Record<RecordKind, readonly OptionName[]>> = {
  claims: ['shop', 'courier'],
  cases: ['shop', 'platform'],
  'wrong-shipments': ['shop'],
  refunds: ['shop', 'platform'],
  skus: ['shop'],
  buyers: ['platform'],
}

const VALUES: Partial<Record<OptionName, string>> = { shop: '[--shop S]', courier: '[--courier C]', platform: '[--platform P]' }

/** `import claims`, `import skus` and so on (section 14): the same command for every kind of records that can be imported. */
function recordsCommand(kind: RecordKind): FolderCommand {
  const own = OWN_OPTIONS[kind] ?? []
  const label = IMPORT_KIND_LABELS[kind]
  return {
    name: `import ${kind}`,
    usage: ['FILE…', '[--mapping M]', ...own.map((option) => VALUES[option] ?? ''), '[--all-or-nothing]'].join(' '),
    zh: `导入${label.zh}（CSV、XLSX）`,
    en: `Import from a spreadsheet: ${label.en} (CSV, XLSX)`,
    options: ['mapping', 'all-or-nothing', ...own],
    operands: [1, 1000],
    run(station, line, operands, place) {
      const courier = line.text('courier')
      const input = {
        kind, mappingId: line.text('mapping'), shopId: findShopId(station, line.text('shop')), platform: chosenPlatform(line),
        courierId: courier === null ? null : findCourierId(station, courier), allOrNothing: line.flag('all-or-nothing'),
      }
      return importFiles(station, operands, place, async (path) => {
        const event = await lastEvent(await station.api.imports.records({ path: resolve(path), ...input }), place)
        if (event.type !== 'records') throw new AppError('INTERNAL', { what: event.type })
        return event.result
      })
    },
  }
}

/** One command for each kind, as soon as the kind is known. */
export const recordImports: readonly FolderCommand[] = KNOWN_IMPORT_KINDS.filter(isRecordKind).map(recordsCommand)
