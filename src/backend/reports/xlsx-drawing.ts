import type { SheetPicture } from './table'

/** Pictures on a sheet (ECMA-376 DrawingML), only what this program writes: each anchored at its cell, in its own size. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006'
/** English Metric Units of a pixel at 96 dots an inch. */
const EMU = 9525
/** Points of a pixel: heights of rows are in points. */
const POINTS = 0.75
/** Between a picture and the lines of its cell, in pixels. */
const GAP = 4

/** Widest and highest place of a picture on a sheet, in pixels: what is larger is drawn smaller, never cut. */
const BOX = 160

function shownSize({ width, height }: SheetPicture): { width: number; height: number } {
  const scale = Math.min(1, BOX / Math.max(width, height, 1))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Height in points that a row needs for its pictures; null: it has none. */
export function rowHeightFor(pictures: readonly SheetPicture[], row: number): number | null {
  const heights = pictures.filter((picture) => picture.row === row).map((picture) => shownSize(picture).height)
  return heights.length === 0 ? null : Math.round((Math.max(...heights) + 2 * GAP) * POINTS * 100) / 100
}

/** Width of a column in characters that holds a picture. */
export const PICTURE_COLUMN_WIDTH = Math.ceil((BOX + 2 * GAP) / 7)

/** `row` counts data rows from 0, below the header. */
export function drawingXml(pictures: readonly SheetPicture[]): string {
  const anchors = pictures.map((picture, at) => {
    const { width, height } = shownSize(picture)
    const ext = `cx="${width * EMU}" cy="${height * EMU}"`
    return `<xdr:oneCellAnchor><xdr:from><xdr:col>${picture.column}</xdr:col><xdr:colOff>${GAP * EMU}</xdr:colOff><xdr:row>${picture.row + 1}</xdr:row><xdr:rowOff>${GAP * EMU}</xdr:rowOff></xdr:from><xdr:ext ${ext}/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="${at + 2}" name="${at + 1}"/><xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="${RELS}" r:embed="rId${at + 1}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext ${ext}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>`
  })
  return `${HEAD}<xdr:wsDr xmlns:xdr="${DRAWING}/spreadsheetDrawing" xmlns:a="${DRAWING}/main">${anchors.join('')}</xdr:wsDr>`
}

/** `names`: the files under xl/media, in the order of the pictures. */
export const drawingRels = (names: readonly string[]): string =>
  `${HEAD}<Relationships xmlns="${PACKAGE}">${names.map((name, at) => `<Relationship Id="rId${at + 1}" Type="${RELS}/image" Target="../media/${name}"/>`).join('')}</Relationships>`

export const sheetRels = (sheet: number): string => `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${RELS}/drawing" Target="../drawings/drawing${sheet}.xml"/></Relationships>`

/** What the sheet itself says of its drawing, after its filter. */
export const DRAWING_REF = `<drawing xmlns:r="${RELS}" r:id="rId1"/>`
