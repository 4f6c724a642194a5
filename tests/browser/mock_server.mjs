// A stand-in for the server's side of /chat, with a small fixed conversation: enough to build and try the page without
// the C++ program. It keeps everything in memory and forgets it at the end. The same tests run against the real server.
import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replyTo } from './mock_script.mjs'

const kDist = fileURLToPath(new URL('../../web/dist/', import.meta.url))
const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
const kTypes = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' }
const kUuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const kPhotoTypes = ['image/jpeg', 'image/png', 'image/webp']
const kPhotoBytesMax = 10 * 1024 * 1024
const kTextBytesMax = 4000
const kPageTurns = 50

/** Starts the stand-in on a free port of this machine; `close()` ends it and its open streams. */
export async function startMock(port = 0) {
  const visitors = new Map()
  const server = createServer((request, response) => {
    answer(visitors, request, response).catch((fault) => {
      console.error(fault)
      response.destroy()
    })
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(visitors, request, response) {
  const url = new URL(request.url, 'http://mock')
  if (url.pathname.startsWith('/assets/')) return sendFile(request, response, url.pathname, 'public, max-age=31536000, immutable')
  const known = visitors.get(cookieOf(request))
  if (url.pathname === '/chat') {
    if (known === undefined) greet(visitors, response)
    response.setHeader('Content-Security-Policy', kPolicy)
    return sendFile(request, response, '/chat/index.html', 'no-cache')
  }
  if (known === undefined) return refuse(response, 401, 'no_visitor', '请重新打开页面。')
  const route = `${request.method} ${url.pathname}`
  if (route === 'POST /chat/messages') return takeMessage(known, request, response)
  if (route === 'POST /chat/photos') return takePhoto(known, request, response)
  if (route === 'GET /chat/history') return sendHistory(known, Number(url.searchParams.get('after') ?? 0), response)
  if (route === 'GET /chat/events') return stream(known, url, request, response)
  if (request.method === 'GET' && url.pathname.startsWith('/chat/photos/')) return sendPhoto(known, url.pathname.slice(13), response)
  return refuse(response, 404, 'not_found', '没有这个地址。')
}

const cookieOf = (request) => /(?:^|; )visitor=([0-9a-f-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''

function greet(visitors, response) {
  const key = randomUUID()
  visitors.set(key, { turns: [], answers: new Map(), photos: new Map(), streams: new Set(), step: 'idle', menu: 0 })
  response.setHeader('Set-Cookie', `visitor=${key}; Path=/chat; HttpOnly; SameSite=Strict`)
}

function sendFile(request, response, path, caching) {
  const file = join(kDist, normalize(path))
  if (!file.startsWith(kDist) || !existsSync(file)) return refuse(response, 404, 'not_found', '没有这个地址。')
  const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(`${file}.gz`)
  response.setHeader('Content-Type', kTypes[extname(file)] ?? 'application/octet-stream')
  response.setHeader('Cache-Control', caching)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (isGzip) response.setHeader('Content-Encoding', 'gzip')
  createReadStream(isGzip ? `${file}.gz` : file).pipe(response)
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

const refuse = (response, status, error, message) => sendJson(response, status, { error, message, request_id: randomUUID() })

async function bodyOf(request) {
  const pieces = []
  for await (const piece of request) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function takeMessage(visitor, request, response) {
  const bytes = await bodyOf(request)
  if (request.headers['content-type'] !== 'application/json') return refuse(response, 415, 'type', '只收 JSON。')
  let message
  try {
    message = JSON.parse(bytes.toString('utf8'))
  } catch {
    return refuse(response, 400, 'json', '这条没能读懂。')
  }
  const fault = faultOf(visitor, message)
  if (fault !== '') return refuse(response, 400, 'message', fault)
  if (Buffer.byteLength(message.text ?? '') > kTextBytesMax) return refuse(response, 413, 'too_long', '这条太长了，请分两条发。')
  let accepted = visitor.answers.get(message.id)
  if (accepted === undefined) {
    accepted = { accepted: true, sequence: takeTurn(visitor, message) }
    visitor.answers.set(message.id, accepted)
  }
  sendJson(response, 200, accepted)
}

function faultOf(visitor, message) {
  if (!kUuid4.test(message?.id ?? '')) return 'id 不是第 4 版 UUID。'
  if (message.kind === 'text') return typeof message.text === 'string' && message.text.trim() !== '' ? '' : '没有内容。'
  if (message.kind === 'button') {
    const isWhole = [message.slot, message.value, message.label].every((each) => typeof each === 'string')
    return isWhole && Number.isInteger(message.menu) ? '' : '选项不完整。'
  }
  if (message.kind === 'location') {
    return Math.abs(message.latitude) <= 90 && Math.abs(message.longitude) <= 180 ? '' : '位置不对。'
  }
  if (message.kind !== 'photo') return '不认识这种消息。'
  return message.media?.length > 0 && message.media.every((id) => visitor.photos.has(id)) ? '' : '没有这张照片。'
}

/** One turn: the driver's line and the answers to it. Its sequence. */
function takeTurn(visitor, message) {
  const driver = { from: 'driver', text: message.text ?? message.label ?? '', message_id: message.id }
  if (message.kind === 'photo') driver.media = message.media
  if (message.kind === 'location') driver.place = { name: message.name, latitude: message.latitude, longitude: message.longitude }
  const turn = { sequence: visitor.turns.length + 1, at: Date.now(), lines: [driver, ...replyTo(visitor, message)] }
  visitor.turns.push(turn)
  for (const send of visitor.streams) send(turn)
  return turn.sequence
}

async function takePhoto(visitor, request, response) {
  const bytes = await bodyOf(request)
  const type = request.headers['content-type'] ?? ''
  if (!kPhotoTypes.includes(type)) return refuse(response, 415, 'type', '只收 JPEG、PNG 或 WebP 照片。')
  if (bytes.length > kPhotoBytesMax) return refuse(response, 413, 'too_large', '照片超过 10 MB，请换一张。')
  const media = randomUUID()
  visitor.photos.set(media, { type, bytes })
  sendJson(response, 200, { media })
}

function sendPhoto(visitor, media, response) {
  const photo = visitor.photos.get(media)
  if (photo === undefined) return refuse(response, 404, 'not_found', '没有这张照片。')
  response.writeHead(200, { 'Content-Type': photo.type, 'Cache-Control': 'private, max-age=86400', 'X-Content-Type-Options': 'nosniff' })
  response.end(photo.bytes)
}

function sendHistory(visitor, after, response) {
  const rest = visitor.turns.filter((turn) => turn.sequence > after)
  sendJson(response, 200, { turns: rest.slice(0, kPageTurns), more: rest.length > kPageTurns })
}

function stream(visitor, url, request, response) {
  const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0)
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.write(': hello\n\n')
  const send = (turn) => response.write(`event: turn\nid: ${turn.sequence}\ndata: ${JSON.stringify(turn)}\n\n`)
  visitor.turns.filter((turn) => turn.sequence > after).forEach(send)
  visitor.streams.add(send)
  response.on('close', () => visitor.streams.delete(send))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock(Number(process.argv[2] ?? 0))
  console.log(`ready ${mock.url}/chat`)
}
