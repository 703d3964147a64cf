import { describe } from 'vitest'
import { schedulesOf } from './in-ci'

describe('S1, S2, S3: devices on a store that fails in every way', { timeout: 600_000 }, () => schedulesOf(151, 300))
