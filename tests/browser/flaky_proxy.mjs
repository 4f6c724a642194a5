// Stands between the browser and a server and breaks the line on demand, so that the same faults can be tried against the
// stand-in and against the real program.
import { createServer, request as ask } from 'node:http'

/**
 * A proxy to `target`. Rules are objects { when(request), how, times }, tried in order, each at most `times` times:
 *   how 'refuse'       the connection breaks before the server hears of it
 *   how 'lose-answer'  the server does its work, the answer never arrives
 *   how 'swallow'      of an event stream, events are dropped while `rule.drops(event text)` says so
 *   how { status, headers, body }   this answer instead of the server's
 */
export async function startProxy(target) {
  const state = { rules: [], seen: [], isDown: false }
  const sockets = new Set()
  const server = createServer((request, response) => {
    state.seen.push(`${request.method} ${request.url}`)
    if (state.isDown) return request.socket.destroy()
    const rule = state.rules.find((each) => each.times > 0 && each.when(request))
    if (rule) rule.times -= 1
    if (rule?.how === 'refuse') return request.socket.destroy()
    if (typeof rule?.how === 'object') return answerInstead(rule.how, request, response)
    forward(target, rule, request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen: state.seen,
    rule: (rule) => state.rules.push({ times: 1, ...rule }),
    clear: () => state.rules.splice(0),
    /** Everything breaks and nothing gets through until `restore()`. */
    cut: () => {
      state.isDown = true
      sockets.forEach((socket) => socket.destroy())
    },
    restore: () => (state.isDown = false),
    close: () => {
      sockets.forEach((socket) => socket.destroy())
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerInstead(answer, request, response) {
  request.resume()
  request.on('end', () => {
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers })
    response.end(JSON.stringify(answer.body ?? {}))
  })
}

function forward(target, rule, request, response) {
  const { hostname, port } = new URL(target)
  const onward = ask({ hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
    if (rule?.how === 'lose-answer') {
      answer.resume()
      answer.on('end', () => request.socket.destroy())
      return
    }
    response.writeHead(answer.statusCode, answer.headers)
    response.flushHeaders()
    if (rule?.how === 'swallow') answer.on('data', dropping(rule, response))
    else answer.pipe(response)
    answer.on('close', () => response.end())
  })
  onward.on('error', () => request.socket.destroy())
  response.on('close', () => onward.destroy())
  request.pipe(onward)
}

function dropping(rule, response) {
  let rest = ''
  return (piece) => {
    const events = (rest + piece.toString('utf8')).split('\n\n')
    rest = events.pop()
    for (const event of events) if (!rule.drops(event)) response.write(`${event}\n\n`)
  }
}
