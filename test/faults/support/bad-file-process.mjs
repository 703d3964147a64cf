// A file process that speaks the protocol but behaves as its job says: for the watcher's tests.
const send = (message) => process.send?.(message)
const hoard = []
let runs = 0

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message.type === 'ack') return void acks.get(message.id)?.()
  if (message.type === 'cancel') return void cancels.get(message.id)?.()
  if (message.type !== 'run') return
  runs += 1
  behave(message.id, message.input)
})
const acks = new Map()
const cancels = new Map()

function behave(id, input) {
  const done = (result = { pid: process.pid, runs }) => send({ type: 'done', id, result })
  switch (input.as) {
    case 'answer':
      return done()
    case 'spin':
      for (;;);
    case 'silence':
      return
    case 'hog':
      return void setInterval(() => hoard.push(Buffer.alloc(32 * 1024 * 1024, 1)), 20)
    case 'crash':
      return process.exit(7)
    case 'slow-but-alive': {
      let left = 12
      const timer = setInterval(() => {
        left -= 1
        send({ type: 'progress', id, done: 12 - left, total: 12 })
        if (left === 0) {
          clearInterval(timer)
          done()
        }
      }, 100)
      return
    }
    case 'deaf':
      return void setInterval(() => send({ type: 'progress', id, done: 1, total: null }), 50)
    case 'stream': {
      let sent = 0
      let open = 0
      let most = 0
      const more = () => {
        while (sent < input.chunks && open < 4) {
          sent += 1
          open += 1
          most = Math.max(most, open)
          send({ type: 'chunk', id, chunk: { number: sent } })
        }
        if (sent === input.chunks && open === 0) done({ most })
      }
      acks.set(id, () => {
        open -= 1
        more()
      })
      cancels.set(id, () => send({ type: 'failed', id, code: 'CANCELLED', detail: {}, note: '' }))
      return more()
    }
    default:
      return send({ type: 'failed', id, code: 'FILE_DAMAGED', detail: { why: 'test' }, note: 'note' })
  }
}

send({ type: 'ready' })
