import * as service from '../services/policy-documents'
import { os, requireActor } from './base'

export const policiesRouter = {
  list: os.policies.list.handler(({ context }) => service.listDocuments(context.host.kernel())),
  get: os.policies.get.handler(({ context, input }) => service.getDocument(context.host.kernel(), input.document)),
  check: os.policies.check.handler(({ context, input }) => service.checkDocument(context.host.kernel(), input)),
  phrases: os.policies.phrases.handler(({ input }) => service.phrasesOf(input.text)),
  withPhrase: os.policies.withPhrase.handler(({ input }) => service.textWithPhrase(input)),
  save: os.policies.save.handler(({ context, input }) => service.saveDocument(context.host.kernel(), requireActor(context), input)),
}
