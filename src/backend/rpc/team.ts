import { AppError } from '../../domain/errors'
import type { Kernel } from '../services/kernel'
import { listStaff } from '../services/masters'
import { SYSTEM } from '../services/setup'
import * as desk from '../services/sync/desk'
import { os } from './base'

const isEmpty = (kernel: Kernel): boolean => listStaff(kernel).length === 0

/** @throws AppError DATA_FOLDER_EXISTS when somebody works in the folder already: they join from within, by their rights */
function empty(kernel: Kernel): Kernel {
  if (!isEmpty(kernel)) throw new AppError('DATA_FOLDER_EXISTS', { path: kernel.dataDir })
  return kernel
}

export const teamRouter = {
  waiting: os.team.waiting.handler(({ context }) => {
    const kernel = context.host.kernel()
    if (!isEmpty(kernel)) return null
    const { vault, device, status } = desk.overview(kernel)
    return vault === null ? null : { vaultName: vault.name, checkCode: device.checkCode, fault: status.fault, lookAgainMs: kernel.resources.policy.sync.joinLookMs }
  }),
  preview: os.team.preview.handler(async ({ context, input: { dataDir, settings, passphrase } }) => desk.preview(empty(await context.host.create(dataDir)), { settings, passphrase })),
  join: os.team.join.handler(async ({ context, input: { dataDir, ...joining } }) => {
    await desk.join(empty(await context.host.create(dataDir)), SYSTEM, joining)
    return context.host.state(context.session)
  }),
}
