import { AppError } from '../../domain/errors'

/** Signs of a sector number that lead nowhere: end of a chain, free, part of the table itself. */
const LAST_SECTOR = 0xfffffff9
const HEADER = 512
const ENTRY = 128

/**
 * Checks that the chains of a compound file (.xls, encrypted .xlsx) come to an end (spec R5). The library that reads old workbooks
 * follows them without looking back: one changed byte can make a chain bite its own tail, and it gathers sectors until the process is killed.
 * @throws AppError FILE_DAMAGED
 */
export function checkCompound(bytes: Buffer): void {
  if (bytes.length < HEADER) throw new AppError('FILE_DAMAGED', { why: 'cut off' })
  const sectorSize = bytes.readUInt16LE(26) === 4 ? 4096 : 512
  const count = Math.ceil((bytes.length - sectorSize) / sectorSize)
  const table = sectorTable(bytes, sectorSize, count)
  const next = (sector: number): number => {
    const part = table[Math.floor((sector * 4) / sectorSize)]
    const at = part === undefined ? -1 : placeOf(part, sectorSize) + ((sector * 4) % sectorSize)
    return at < 0 || at + 4 > bytes.length ? LAST_SECTOR : bytes.readUInt32LE(at)
  }
  const chain = (start: number): number[] => {
    const sectors: number[] = []
    for (let sector = start; sector < LAST_SECTOR && sector < 0x80000000; sector = next(sector)) {
      sectors.push(sector)
      if (sectors.length > count) throw new AppError('FILE_DAMAGED', { why: 'chain without end' })
    }
    return sectors
  }
  chain(bytes.readUInt32LE(60))
  for (const sector of chain(bytes.readUInt32LE(48))) {
    const from = placeOf(sector, sectorSize)
    for (let at = from; at + ENTRY <= Math.min(from + sectorSize, bytes.length); at += ENTRY) {
      const small = bytes.readUInt8(at + 66) !== 5 && bytes.readUInt32LE(at + 120) < 4096
      if (!small) chain(bytes.readUInt32LE(at + 116))
    }
  }
}

/** Sectors that hold the table of chains: up to 109 in the header, the rest in a chain of their own. */
function sectorTable(bytes: Buffer, sectorSize: number, count: number): number[] {
  const table: number[] = []
  for (let at = 76; at < HEADER; at += 4) {
    const sector = bytes.readUInt32LE(at)
    if (sector >= 0x80000000) break
    table.push(sector)
  }
  let more = bytes.readUInt32LE(68)
  for (let seen = 0; more < 0x80000000; seen += 1) {
    if (seen > count) throw new AppError('FILE_DAMAGED', { why: 'chain without end' })
    const from = placeOf(more, sectorSize)
    if (from + sectorSize > bytes.length) break
    for (let at = from; at < from + sectorSize - 4; at += 4) table.push(bytes.readUInt32LE(at))
    more = bytes.readUInt32LE(from + sectorSize - 4)
  }
  return table
}

function placeOf(sector: number, sectorSize: number): number {
  return (sector + 1) * sectorSize
}
