/**
 * Writing text to the clipboard. The app hands in the desktop shell's way at start, since pages may not ask for the permission
 * themselves (R5) and this folder may not import rpc.
 */
let write: (text: string) => Promise<void> = (text) => navigator.clipboard.writeText(text)

export function setClipboardWriter(writer: (text: string) => Promise<void>): void {
  write = writer
}

/** Copies plain text; rejects when the system refuses. */
export function copyText(text: string): Promise<void> {
  return write(text)
}
