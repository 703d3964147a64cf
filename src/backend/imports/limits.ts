/** Bounds on what is read from outside (spec R5); a file beyond them is refused with words, not half read. */
export const LIMITS = {
  /** Bytes of the file as it lies on the disk. */
  fileBytes: 256 * 1024 * 1024,
  /** Bytes that the parts of one archive may unpack to, together. */
  unpackedBytes: 1536 * 1024 * 1024,
  /** The same for archives that are read by a library which holds the whole book several times over (.ods, .xlsb). */
  libraryUnpackedBytes: 64 * 1024 * 1024,
  /** Bytes of the text table of a workbook and of its small parts. */
  sharedTextBytes: 384 * 1024 * 1024,
  smallPartBytes: 16 * 1024 * 1024,
  /** A part larger than this may not be packed tighter than `ratio` to one. */
  ratioFromBytes: 16 * 1024 * 1024,
  ratio: 100,
  /** Characters of a document of templates: some ten thousand of them. */
  documentChars: 24 * 1024 * 1024,
  /** Columns behind this one are not read. */
  columns: 1024,
  sheets: 256,
  rowsPerBatch: 200,
} as const
