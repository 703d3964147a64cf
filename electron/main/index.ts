import { run } from './lifecycle'

run()
