import { DAY, HOUR } from '../../../domain/clock/duration'
import { templateValues, type TemplateLanguage } from '../../../domain/template/variables'
import { t } from '../../i18n'

/** Values that show what a template looks like when it is filled (T5). They are made up and stand for no order. */
export function sampleValues(language: TemplateLanguage, now: number): Readonly<Record<string, string | undefined>> {
  return templateValues(
    {
      buyer: t('templateLibrary.sample.buyer'), orderNo: '2849105533670421875', waybill: 'SF1204880147', courier: t('templateLibrary.sample.courier'), amountCents: 8900, currency: 'CNY',
      shop: t('templateLibrary.sample.shop'), staff: t('templateLibrary.sample.staff'), items: [{ title: t('templateLibrary.sample.item'), quantity: 1 }], caseNo: 'A-1126-001', returnAddress: t('templateLibrary.sample.returnAddress'),
      courierHotline: '95338', trackingState: t('templateLibrary.sample.tracking'), trackingAt: now - 5 * HOUR, freightCents: 1200, paidCents: 12800, postageCents: 0,
      shipByAt: now + DAY, deadlineAt: now + 2 * HOUR, promiseAt: now + DAY, now, timeZone: 'Asia/Shanghai',
    },
    language,
  )
}
