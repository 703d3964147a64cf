/** How photos come in by themselves (A2): what a supervisor may set. Counts are whole numbers, times seconds. */
export interface HotRules {
  /** Extensions that a new hot folder takes, lower case, without a dot. */
  readonly extensions: readonly string[]
  /** Endings by which programs mark a file that they still write. */
  readonly unfinished: readonly string[]
  /** Between two looks at a folder. */
  readonly lookSeconds: number
  /** A file is taken once so many looks in a row saw the same size and time. */
  readonly stableLooks: number
  /** A file that is locked is tried so often, each time after twice as many looks. */
  readonly tries: number
  /** Files that were judged before are looked at again every so many looks: one may have been replaced under its name. */
  readonly recheckLooks: number
  /** Folders below the hot folder that are looked into; 0: only itself. */
  readonly depth: number
  /** More files than this are not followed, and the pane says so. */
  readonly mostFiles: number
}

export interface ScanRules {
  /** Files between two notes of how far a scan has come. */
  readonly batch: number
  readonly depth: number
  /** Buyers and orders that the preview lists. */
  readonly mostGroups: number
}

export interface PhotoWaysPolicy {
  /** Folder and file name of a photo (A1). */
  readonly pattern: string
  readonly hot: HotRules
  readonly scan: ScanRules
}
