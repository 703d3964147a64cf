import { bridge, rpc } from '../../rpc'

const MOST_CHARACTERS = 5000

/**
 * The text in the clipboard when it is a courier's answer about a parcel that is known here (P11), else null: the clipboard may hold
 * anything, and what was copied for the courier holds its own waybills again, but no answer.
 */
export async function clipboardAnswers(): Promise<string | null> {
  const text = (await bridge.readClipboardText()).trim()
  if (text === '' || text.length > MOST_CHARACTERS) return null
  const reading = await rpc.courierDesk.read({ text })
  return reading.answers.some((answer) => answer.claims.length + answer.cases.length > 0 && (answer.granted ?? answer.rejected ?? answer.lastScan) !== null) ? text : null
}
