-- wrk script: signed WeChat text messages, each with a MsgId of its own, from many drivers in a scrambled order.
--   BENCH_TOKEN (xinsheng-demo)  BENCH_PATH (/hook/wechat/demo)  BENCH_DRIVERS (10000)  BENCH_FIRST_DRIVER (0)  BENCH_OUT file for the result
local bit = require("bit")
local band, bor, bxor, bnot, rol, rshift = bit.band, bit.bor, bit.bxor, bit.bnot, bit.rol, bit.rshift

local function env(name, default)
  local value = os.getenv(name)
  if value == nil or value == "" then return default end
  return value
end

local function sha1(text)
  local h = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 }
  local bits = #text * 8
  text = text .. "\128" .. string.rep("\0", (55 - #text) % 64)
    .. string.char(0, 0, 0, 0, band(rshift(bits, 24), 255), band(rshift(bits, 16), 255), band(rshift(bits, 8), 255), band(bits, 255))
  local w = {}
  for chunk = 1, #text, 64 do
    for i = 0, 15 do
      local a, b, c, d = text:byte(chunk + i * 4, chunk + i * 4 + 3)
      w[i] = bor(bit.lshift(a, 24), bit.lshift(b, 16), bit.lshift(c, 8), d)
    end
    for i = 16, 79 do w[i] = rol(bxor(w[i - 3], w[i - 8], w[i - 14], w[i - 16]), 1) end
    local a, b, c, d, e = h[1], h[2], h[3], h[4], h[5]
    for i = 0, 79 do
      local f, k
      if i < 20 then f, k = bor(band(b, c), band(bnot(b), d)), 0x5A827999
      elseif i < 40 then f, k = bxor(b, c, d), 0x6ED9EBA1
      elseif i < 60 then f, k = bor(band(b, c), band(b, d), band(c, d)), 0x8F1BBCDC
      else f, k = bxor(b, c, d), 0xCA62C1D6 end
      local t = bit.tobit(rol(a, 5) + f + e + k + w[i])
      e, d, c, b, a = d, c, rol(b, 30), a, t
    end
    h[1], h[2], h[3], h[4], h[5] = bit.tobit(h[1] + a), bit.tobit(h[2] + b), bit.tobit(h[3] + c), bit.tobit(h[4] + d), bit.tobit(h[5] + e)
  end
  local out = ""
  for i = 1, 5 do out = out .. bit.tohex(h[i]) end
  return out
end

local kTexts = { "你好", "我要投诉", "货主拖欠运费八千三，电话也不接了，已经两个月了", "1", "运满满", "同意", "跳过", "跳过", "昨天下午三点", "跳过",
  "取消", "1", "查进度", "平台昨天无故扣了我两百块钱还限制接单，客服一直不理人", "网约车", "滴滴", "菜单", "问一下多久能有结果", "算了", "1" }

local path, drivers, first, queries, base, created, count
function init()
  local token = env("BENCH_TOKEN", "xinsheng-demo")
  path = env("BENCH_PATH", "/hook/wechat/demo")
  drivers, first = tonumber(env("BENCH_DRIVERS", "10000")), tonumber(env("BENCH_FIRST_DRIVER", "0"))
  local now = os.time()
  math.randomseed(now)
  queries = {}
  for i = 1, 256 do
    local stamp, nonce = tostring(now - math.random(0, 20)), tostring(math.random(100000000, 999999999))
    local parts = { token, stamp, nonce }
    table.sort(parts)
    queries[i] = path .. "?signature=" .. sha1(table.concat(parts)) .. "&timestamp=" .. stamp .. "&nonce=" .. nonce
  end
  base, created, count = tostring(now - 1700000000), tostring(now), 0
end

function request()
  local k = count
  count = count + 1
  -- Each driver says one text after the other, so that conversations really move.
  local driver = first + (k * 7919) % drivers
  local text = kTexts[(math.floor(k / drivers) + driver) % #kTexts + 1]
  local body = string.format("<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[oBench%022d]]></FromUserName>"
    .. "<CreateTime>%s</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%s%09d</MsgId></xml>",
    driver, created, text, base, k)
  return "POST " .. queries[k % #queries + 1] .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: " .. #body
    .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  local out = io.open(env("BENCH_OUT", "/dev/stdout"), "w")
  out:write(string.format('{"rate":%.0f,"requests":%d,"p50_ms":%.3f,"p99_ms":%.3f,"bad":%d}\n', summary.requests / (summary.duration / 1e6),
    summary.requests, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.timeout + errors.connect + errors.read + errors.write))
  out:close()
end
