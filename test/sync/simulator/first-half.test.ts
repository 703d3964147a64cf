import { schedulesOf } from './in-ci'

schedulesOf(1, 150)
