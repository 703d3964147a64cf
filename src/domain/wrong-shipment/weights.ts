import { compareWeights, type Measured, type WeighedLine, type WeightComparison, type WeightPolicy, type WeightSource } from './weight'

/** Weights as an entry keeps them (W4): grams, where the buyer's photo is, and the carton. */
export interface ShipmentWeights {
  readonly warehouseGrams: number | null
  readonly courierGrams: number | null
  readonly buyerGrams: number | null
  /** Whether the buyer put the carton on the scale too. */
  readonly buyerBoxed: boolean
  /** SHA-256 of the photo of the buyer's scale. */
  readonly buyerPhoto: string | null
  /** Null: as the policy says. */
  readonly boxGrams: number | null
}

export const NO_WEIGHTS: ShipmentWeights = { warehouseGrams: null, courierGrams: null, buyerGrams: null, buyerBoxed: true, buyerPhoto: null, boxGrams: null }

const grams = (value: unknown): number | null => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null)

/** Weights as they are stored; what does not belong there is not read. */
export function readWeights(stored: Readonly<Record<string, unknown>> | null): ShipmentWeights {
  if (stored === null) return NO_WEIGHTS
  const photo = stored['buyerPhoto']
  return {
    warehouseGrams: grams(stored['warehouseGrams']),
    courierGrams: grams(stored['courierGrams']),
    buyerGrams: grams(stored['buyerGrams']),
    buyerBoxed: stored['buyerBoxed'] !== false,
    buyerPhoto: typeof photo === 'string' ? photo : null,
    boxGrams: grams(stored['boxGrams']),
  }
}

export const isWeighed = ({ warehouseGrams, courierGrams, buyerGrams }: ShipmentWeights): boolean => warehouseGrams !== null || courierGrams !== null || buyerGrams !== null

/** Compares an entry's weights with what its goods weigh. Warehouse and courier weigh whole parcels. */
export function compareShipment(weights: ShipmentWeights, expected: readonly WeighedLine[], sent: readonly WeighedLine[], policy: WeightPolicy): WeightComparison {
  const of = (value: number | null, boxed: boolean): Measured | null => (value === null ? null : { grams: value, boxed })
  const measured: Record<WeightSource, Measured | null> = { warehouse: of(weights.warehouseGrams, true), courier: of(weights.courierGrams, true), buyer: of(weights.buyerGrams, weights.buyerBoxed) }
  return compareWeights({ expected, sent, measured, boxGrams: weights.boxGrams ?? policy.boxGrams }, policy)
}
