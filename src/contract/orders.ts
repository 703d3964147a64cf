import { z } from 'zod'
import { orderFactsSchema } from './cases'
import { idSchema, procedure } from './common'

export const ordersContract = {
  /** Words for orders whose courier does not deliver, or not now, where they go (P3, O2). */
  areaWarnings: procedure.input(z.object({ orderIds: z.array(idSchema).max(50) })).output(z.array(z.object({ zh: z.string(), en: z.string() }))),
  /** Orders by number, buyer id or waybill: exact, then by beginning. At most 20. */
  find: procedure.input(z.object({ text: z.string().min(1).max(200) })).output(z.array(orderFactsSchema)),
}
