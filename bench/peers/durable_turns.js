// The peer: koa + co-wechat + better-sqlite3 doing the same durable turn as we do, one transaction each, WAL and synchronous=FULL:
// signature, XML, de-duplication by MsgId, state of the conversation, keyword lookup, both sides of the transcript, reply.
//   node durable_turns.js PORT DATABASE
const Koa = require('koa');
const wechat = require('co-wechat');
const Database = require('better-sqlite3');

const port = Number(process.argv[2] || 8086);
const db = new Database(process.argv[3] || 'peer.db');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`
  CREATE TABLE IF NOT EXISTS conversation(id INTEGER PRIMARY KEY, driver TEXT NOT NULL UNIQUE, state TEXT NOT NULL, updated INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, direction INTEGER NOT NULL, msgid INTEGER,
                                     at INTEGER NOT NULL, category INTEGER, body TEXT NOT NULL);
  CREATE UNIQUE INDEX IF NOT EXISTS message_msgid ON message(msgid) WHERE msgid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS message_conversation ON message(conversation);`);

// As many words as our own rules begin with; the first that occurs decides.
const words = [];
for (let i = 0; i < 400; ++i) words.push(['词' + String.fromCharCode(0x4e00 + i * 7) + String.fromCharCode(0x5000 + i * 11), i % 30]);
words.push(['投诉', 1], ['退款', 2], ['发货', 3], ['人工', 4], ['余额', 5], ['维修', 6], ['发票', 7]);

const find = db.prepare('SELECT id, state FROM conversation WHERE driver = ?');
const create = db.prepare('INSERT INTO conversation(driver, state, updated) VALUES(?, ?, ?)');
const update = db.prepare('UPDATE conversation SET state = ?, updated = ? WHERE id = ?');
const keep = db.prepare('INSERT INTO message(conversation, direction, msgid, at, category, body) VALUES(?, ?, ?, ?, ?, ?)');

const turn = db.transaction((message) => {
  const now = Date.now();
  let row = find.get(message.FromUserName);
  let state = row ? JSON.parse(row.state) : { node: 'start', turns: 0, slots: {} };
  if (!row) row = { id: create.run(message.FromUserName, JSON.stringify(state), now).lastInsertRowid };
  let category = -1;
  for (const [word, index] of words) {
    if (message.Content.includes(word)) {
      category = index;
      break;
    }
  }
  state.turns += 1;
  state.node = category < 0 ? 'fallback' : 'category' + category;
  state.slots.last = message.Content;
  const reply = `[${category}] ${state.turns}: ${message.Content}`;
  keep.run(row.id, 0, BigInt(message.MsgId), now, category, message.Content);
  keep.run(row.id, 1, null, now, category, reply);
  update.run(JSON.stringify(state), now, row.id);
  return reply;
});

const app = new Koa();
app.use(wechat('xinsheng-demo').middleware(async (message) => turn.immediate(message)));
app.listen(port, '127.0.0.1', 1024);
