import type { SyncConflict } from '../../../contract/sync-conflicts'
import { AppError } from '../../../domain/errors'
import { mayDo, type Right } from '../../../domain/identity/roles'
import { shownColumns, tableWords, type Fields } from '../../../domain/sync/record-words'
import { syncHead } from '../../db/local-tables'
import type { WriteTx } from '../../db/write'
import * as devices from '../../repositories/sync-devices'
import * as repo from '../../repositories/sync-conflicts'
import type { Actor, Kernel } from '../kernel'
import { requireRight } from '../register-access'
import { recordName, shownValue, writtenBy } from './record-values'

/** Conflicts (S3): what two PCs wrote without knowing of each other, shown with all values until a person decides. */

const RIGHTS: Readonly<Record<string, Right>> = {
  cases: 'case.write', promise: 'case.write', payout: 'payout.approve', claim: 'claim.write', wrong_shipment: 'wrong.submit', recon_note: 'reconcile.run', month_letter: 'reconcile.run',
  photo_link: 'photo.write', appeal: 'claim.write', shop: 'master.write', courier: 'master.write', buyer: 'master.write', staff: 'staff.write', team_template: 'template.write',
}
