import { z } from 'zod'
import { orderFactsSchema } from './cases'
import { procedure } from './common'

export const ordersContract = {
  /** Orders by number, buyer id or waybill: exact, then by beginning. At most 20. */
  find: procedure.input(z.object({ text: z.string().min(1).max(200) })).output(z.array(orderFactsSchema)),
}
