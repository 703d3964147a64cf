import * as bin from '../services/photo-bin'
import * as check from '../services/photo-check'
import * as looks from '../services/photo-looks'
import { os, requireActor } from './base'

/** The bin, the check of the archive, and pictures that look the same (A4, A6). */
export const photoCareRouter = {
  binWarnings: os.photoCare.binWarnings.handler(({ context, input }) => bin.binWarnings(context.host.kernel(), input.linkId)),
  bin: os.photoCare.bin.handler(({ context, input }) => bin.binPhoto(context.host.kernel(), requireActor(context), input)),
  restore: os.photoCare.restore.handler(({ context, input }) => bin.restorePhoto(context.host.kernel(), requireActor(context), input.linkId)),
  purge: os.photoCare.purge.handler(({ context, input }) => bin.purgePhoto(context.host.kernel(), requireActor(context), input.linkId)),
  binList: os.photoCare.binList.handler(({ context, input }) => bin.listBin(context.host.kernel(), input)),
  checkStart: os.photoCare.checkStart.handler(({ context }) => check.startCheck(context.host.kernel(), requireActor(context))),
  check: os.photoCare.check.handler(({ context }) => check.checkState(context.host.kernel())),
  checkCancel: os.photoCare.checkCancel.handler(({ context }) => check.cancelCheck(context.host.kernel())),
  adopt: os.photoCare.adopt.handler(({ context, input }) => check.adoptFiles(context.host.kernel(), requireActor(context), input.paths)),
  mend: os.photoCare.mend.handler(({ context, input }) => check.mendAltered(context.host.kernel(), requireActor(context), input.linkId)),
  bringBack: os.photoCare.bringBack.handler(({ context, input }) => check.bringBack(context.host.kernel(), input.paths)),
  samePictures: os.photoCare.samePictures.handler(({ context, input }) => looks.samePictures(context.host.kernel(), input)),
}
