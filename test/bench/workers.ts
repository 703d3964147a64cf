import { MessageChannel, Worker } from 'node:worker_threads'

/** Starts one side of a comparison in a thread of its own; resolves once it serves its port. */
export async function startWorker(side: 'bare' | 'ours', work: (port: MessageChannel['port1']) => object) {
  const { port1, port2 } = new MessageChannel()
  // The bundle's entry is also the workers': see run.ts.
  const worker = new Worker(process.argv[1] ?? '', { workerData: { side, work: work(port1) }, transferList: [port1] })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  return {
    port: port2,
    worker,
    end: () =>
      new Promise<void>((resolve) => {
        worker.once('exit', () => resolve())
        worker.postMessage('end')
      }),
  }
}
