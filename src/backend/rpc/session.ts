import { AppError } from '../../domain/errors'
import type { Staff } from '../../contract/session'
import type { Actor } from '../services/kernel'
import * as goods from '../services/master-lists'
import * as records from '../services/master-records'
import * as masters from '../services/masters'
import { fillDemo } from '../services/demo'
import { found } from '../services/setup'
import { os, requireActor } from './base'
import { first } from './first'

const asActor = (staff: Staff): Actor => ({ staffId: staff.id, name: staff.name, role: staff.role })

export const sessionRouter = {
  state: first.session.state,
  setUp: os.session.setUp.handler(async ({ context, input }) => {
    const kernel = await context.host.create(input.dataDir)
    const { staff } = await found(kernel, input)
    context.session.actor = asActor(staff)
    return context.host.state(context.session)
  }),
  setUpDemo: os.session.setUpDemo.handler(async ({ context, input }) => {
    const kernel = await context.host.create(input.dataDir)
    const { staff } = await found(kernel, { shop: { name: '云间家居旗舰店', platform: 'tmall' }, staff: { name: '张敏' } })
    await fillDemo(kernel, { cases: input.cases, claims: Math.ceil(input.cases / 8), photos: 24, entries: 60, seed: 1 })
    context.session.actor = asActor(staff)
    return context.host.state(context.session)
  }),
  open: os.session.open.handler(async ({ context, input }) => {
    await context.host.open(input.dataDir)
    context.session.actor = null
    return context.host.state(context.session)
  }),
  signIn: os.session.signIn.handler(async ({ context, input }) => {
    context.session.actor = await masters.verifyPin(context.host.kernel(), input.staffId, input.pin ?? null)
    return context.host.state(context.session)
  }),
  signOut: os.session.signOut.handler(({ context }) => {
    context.session.actor = null
    return context.host.state(context.session)
  }),
}

export const mastersRouter = {
  staffList: os.masters.staffList.handler(({ context }) => masters.listStaff(context.host.kernel())),
  staffCreate: os.masters.staffCreate.handler(({ context, input }) => masters.createStaff(context.host.kernel(), requireActor(context), input)),
  staffSetPin: os.masters.staffSetPin.handler(({ context, input }) => masters.setPin(context.host.kernel(), requireActor(context), input)),
  shopCreate: os.masters.shopCreate.handler(({ context, input }) => masters.createShop(context.host.kernel(), requireActor(context), input)),
  staffAll: os.masters.staffAll.handler(({ context }) => records.listAllStaff(context.host.kernel())),
  staffUpdate: os.masters.staffUpdate.handler(({ context, input }) => records.updateStaffMember(context.host.kernel(), requireActor(context), input)),
  shops: os.masters.shops.handler(({ context }) => records.listShopMasters(context.host.kernel())),
  shopUpdate: os.masters.shopUpdate.handler(({ context, input }) => records.updateShopMaster(context.host.kernel(), requireActor(context), input)),
  couriers: os.masters.couriers.handler(({ context }) => records.listCourierMasters(context.host.kernel())),
  courierSave: os.masters.courierSave.handler(({ context, input }) => records.saveCourier(context.host.kernel(), requireActor(context), input)),
  skus: os.masters.skus.handler(({ context, input }) => goods.listSkus(context.host.kernel(), input)),
  skuSave: os.masters.skuSave.handler(({ context, input }) => goods.saveSku(context.host.kernel(), requireActor(context), input)),
  skuRemove: os.masters.skuRemove.handler(({ context, input }) => goods.removeSku(context.host.kernel(), requireActor(context), input.id)),
  buyers: os.masters.buyers.handler(({ context, input }) => goods.listBuyers(context.host.kernel(), input)),
  buyerSave: os.masters.buyerSave.handler(({ context, input }) => goods.saveBuyer(context.host.kernel(), requireActor(context), input)),
  courierList: os.masters.courierList.handler(({ context }) => masters.listCouriers(context.host.kernel())),
}

export const preferencesRouter = {
  get: first.preferences.get,
  set: os.preferences.set.handler(({ context, input }) => {
    if (JSON.stringify(input.value).length > 200_000) throw new AppError('INVALID_INPUT', { field: 'value' })
    masters.setPreference(context.host.kernel(), requireActor(context), input.key, input.value)
    return { ok: true as const }
  }),
}
