import type { z } from 'zod'
import { appealsFileSchema } from '../contract/appeal-policy'
import { coachFileSchema } from '../contract/coach-policy'
import { courierPoliciesSchema } from '../contract/courier-policy'
import { contactFileSchema, courierDeskFileSchema, ebayFileSchema, intakeFileSchema, notificationsFileSchema } from '../contract/desk-policies'
import { compensationFileSchema, freightFileSchema, memoFileSchema, promisesFileSchema } from '../contract/money-policies'
import { payoutsFileSchema } from '../contract/payout-policy'
import { photosFileSchema } from '../contract/photo-policy'
import { photoWaysFileSchema } from '../contract/photo-ways-policy'
import { qualityFileSchema } from '../contract/quality-policy'
import { queueFileSchema } from '../contract/queue-policy'
import { repliesFileSchema } from '../contract/reply-policy'
import { reconcileFileSchema } from '../contract/reconcile-policy'
import { readingFileSchema } from '../contract/reading-policy'
import { refundsFileSchema } from '../contract/refund-policy'
import { clocksFileSchema, reasonsFileSchema } from '../contract/resources'
import { storesFileSchema } from '../contract/store-policy'
import { checklistFileSchema, handoverFileSchema, routineFileSchema } from '../contract/shift-policies'
import { kpiFileSchema } from '../contract/kpi-policy'
import { syncFileSchema } from '../contract/sync-policy'
import { templateUseFileSchema } from '../contract/template-use-policy'
import { wrongShipmentsFileSchema } from '../contract/wrong-shipment-policy'
import { visitsFileSchema } from '../contract/visit-policy'
import { warehouseFileSchema } from '../contract/warehouse-policy'
import type { Label } from '../domain/case/lists'

interface PolicyFile<S extends z.ZodType = z.ZodType> extends Label {
  /** Under resources/. */
  readonly file: string
  readonly schema: S
}

const policyFile = <S extends z.ZodType>(file: string, zh: string, en: string, schema: S): PolicyFile<S> => ({ file: `policies/${file}.yaml`, zh, en, schema })

/**
 * Every policy that a supervisor may change in the app, one line each: what it is called, and the schema that it is read by. A policy
 * stands under `kernel.resources.policy.<key>` and is edited as the document `policy:<key>`.
 */
export const POLICY_FILES = {
  clocks: policyFile('clocks', '时限与日历', 'Deadlines and calendars', clocksFileSchema),
  reasons: policyFile('reasons', '原因清单', 'List of reasons', reasonsFileSchema),
  refunds: policyFile('refunds', '平台售后单时限', 'Deadlines of platform requests', refundsFileSchema),
  notifications: policyFile('notifications', '提醒与免打扰', 'Notifications and quiet hours', notificationsFileSchema),
  contact: policyFile('contact', '联系买家的方式', 'Ways to reach a buyer', contactFileSchema),
  courierDesk: policyFile('courier-desk', '快递群催办', 'Demands in courier groups', courierDeskFileSchema),
  ebay: policyFile('ebay', 'eBay 两项比率', "eBay's two ratios", ebayFileSchema),
  intake: policyFile('intake', '快速建单的提示', 'Hints of quick intake', intakeFileSchema),
  compensation: policyFile('compensation', '补偿审批', 'Compensation gate', compensationFileSchema),
  payouts: policyFile('payouts', '打款清单', 'Finance list', payoutsFileSchema),
  freight: policyFile('freight', '运费责任', 'Who pays the freight', freightFileSchema),
  memo: policyFile('memo', '备注与插旗', 'Memos and flags', memoFileSchema),
  promises: policyFile('promises', '承诺选项', 'Promises on one key', promisesFileSchema),
  quality: policyFile('quality', '质量预警', 'Quality alerts', qualityFileSchema),
  queue: policyFile('queue', '队列与夜班交接', 'Queue and night carry-over', queueFileSchema),
  coach: policyFile('coach', '话术检查与买家类型', 'Reply check and buyer types', coachFileSchema),
  replies: policyFile('replies', '消息长度', 'Length of messages', repliesFileSchema),
  templateUse: policyFile('template-use', '话术库的提示', 'Hints of the template library', templateUseFileSchema),
  photos: policyFile('photos', '照片回收站与相似判断', 'Photo bin and lookalikes', photosFileSchema),
  reading: policyFile('reading', '截图文字识别', 'Reading text in screenshots', readingFileSchema),
  photoWays: policyFile('photo-ways', '照片文件名、热文件夹与扫描', 'Names of photos, hot folders and scans', photoWaysFileSchema),
  reconcile: policyFile('reconcile', '对账与漏赔', 'Reconciliation and leaks', reconcileFileSchema),
  appeals: policyFile('appeals', '申诉举证', 'Appeals', appealsFileSchema),
  wrongShipments: policyFile('wrong-shipments', '错发登记', 'Wrong shipments', wrongShipmentsFileSchema),
  visits: policyFile('visits', '回访、满意度、质检与评价', 'Visits, scores, samples and reviews', visitsFileSchema),
  warehouse: policyFile('warehouse', '退货台与仓库任务', 'Returns bench and warehouse tasks', warehouseFileSchema),
  handover: policyFile('handover', '夜班交接板', 'Night handover board', handoverFileSchema),
  checklist: policyFile('checklist', '开班清单', 'Opening checklist', checklistFileSchema),
  routine: policyFile('routine', '空闲任务', 'Spare-time tasks', routineFileSchema),
  kpi: policyFile('kpi', '售后指标', 'Figures of after-sales', kpiFileSchema),
  sync: policyFile('sync', '多机共享', 'Several PCs on one store', syncFileSchema),
  stores: policyFile('stores', '共享存储的等待与分块', 'Waiting and parts of the shared store', storesFileSchema),
  couriers: policyFile('couriers', '快递默认条款', 'Courier defaults', courierPoliciesSchema),
} as const satisfies Record<string, PolicyFile>
export type PolicyKey = keyof typeof POLICY_FILES

/** All policies in force, each in the shape that its schema gives. */
export type Policy = { readonly [K in PolicyKey]: z.output<(typeof POLICY_FILES)[K]['schema']> }

export const POLICY_KEYS = Object.keys(POLICY_FILES) as readonly PolicyKey[]
