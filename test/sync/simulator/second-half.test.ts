import { schedulesOf } from './in-ci'

schedulesOf(151, 300)
