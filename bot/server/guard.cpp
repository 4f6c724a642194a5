#include "bot/server/guard.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "bot/server/ascii.hpp"

namespace bot {
namespace {

constexpr std::size_t kMethodBytesMax = 32;
constexpr std::size_t kVersionBytes = 8;      // "HTTP/1.1"
constexpr std::size_t kLengthDigitsMax = 18;  // below 2^63, and far above any body we take

constexpr Refusal kBareLf{400, "bad_line_end", "End every header line with CR LF."};
constexpr Refusal kRequestLine{400, "bad_request_line", "Send METHOD, one space, the target, one space and HTTP/1.1."};
constexpr Refusal kFieldName{400, "bad_header_name",
                             "A header is a name of letters, digits and hyphens, a colon, then its value."};
constexpr Refusal kFolded{400, "folded_header", "Send each header on one line."};
constexpr Refusal kFieldValue{400, "bad_header_value", "Remove control characters from the header values."};
constexpr Refusal kTwice{400, "duplicate_header", "Send Host, Content-Length and Content-Type at most once."};
constexpr Refusal kHeaderBytes{431, "headers_too_large", "Send less than 8 KiB of headers."};
constexpr Refusal kHeaderCount{431, "too_many_headers", "Send at most 100 headers."};
constexpr Refusal kTargetBytes{414, "target_too_long", "Send a shorter address; move long values into the body."};
constexpr Refusal kVersion{505, "version_not_supported", "Use HTTP/1.1."};
constexpr Refusal kNoHost{400, "bad_host", "Send exactly one Host header with a host name."};
constexpr Refusal kForeignHost{421, "foreign_host", "This host name is not served here."};
constexpr Refusal kBothFramings{400, "bad_framing", "Send either Content-Length or Transfer-Encoding, not both."};
constexpr Refusal kOldChunked{400, "bad_framing", "HTTP/1.0 has no Transfer-Encoding; send Content-Length."};
constexpr Refusal kLength{400, "bad_content_length",
                          "Content-Length is the body's bytes in decimal digits, sent once."};
constexpr Refusal kTransferEncoding{501, "unsupported_transfer_encoding",
                                    "Send Content-Length instead of this transfer coding."};
constexpr Refusal kExpectation{417, "unknown_expectation", "Remove the Expect header."};
constexpr Refusal kConnect{405, "method_not_allowed", "This server is not a proxy."};

// The headers that decide about framing and routing, gathered while the block is read once.
struct Gathered {
  std::string_view host, length, transfer, expect;
  int hosts = 0, lengths = 0, transfers = 0, content_types = 0, expects = 0;
  bool says_close = false;
};

bool is_plain_host(std::string_view host) {
  if (host.empty()) return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
  });
}

std::string_view without_port(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(0, host.find(']') + 1);  // npos + 1 == 0: "" is refused
  return host.substr(0, host.find(':'));
}

std::optional<Refusal> check_host(const Gathered& found, bool old_version, const ServerLimits& limits) {
  if (found.hosts == 0 && old_version) return std::nullopt;
  if (found.hosts != 1 || !is_plain_host(found.host)) return kNoHost;
  const std::string_view name = without_port(found.host);
  if (name.empty()) return kNoHost;
  if (limits.hosts.empty()) return std::nullopt;
  for (const std::string& ours : limits.hosts) {
    if (equal_ignoring_case(name, ours)) return std::nullopt;
  }
  return kForeignHost;
}

std::optional<Refusal> read_length(std::string_view digits, std::uint64_t& length) {
  if (digits.empty() || digits.size() > kLengthDigitsMax) return kLength;
  length = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return kLength;
    length = length * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return std::nullopt;
}

std::optional<Refusal> check_framing(const Gathered& found, bool old_version, Head& head) {
  if (found.transfers > 0 && found.lengths > 0) return kBothFramings;
  if (found.transfers > 0) {
    if (old_version) return kOldChunked;
    if (found.transfers > 1 || !equal_ignoring_case(found.transfer, "chunked")) return kTransferEncoding;
    head.framing = Framing::kChunked;
    return std::nullopt;
  }
  if (found.lengths > 1) return kLength;
  if (found.lengths == 1) {
    if (auto refusal = read_length(found.length, head.content_length)) return refusal;
    if (head.content_length > 0) head.framing = Framing::kLength;
  }
  return std::nullopt;
}

void note(std::string_view name, std::string_view value, Gathered& found, Head& head) {
  switch (name.size()) {
    case 4:
      if (equal_ignoring_case(name, "host")) {
        ++found.hosts;
        found.host = value;
      }
      break;
    case 6:
      if (equal_ignoring_case(name, "expect")) {
        ++found.expects;
        found.expect = value;
      }
      break;
    case 10:
      if (equal_ignoring_case(name, "connection") && list_has_token(value, "close")) found.says_close = true;
      break;
    case 12:
      if (equal_ignoring_case(name, "content-type")) ++found.content_types;
      break;
    case 14:
      if (equal_ignoring_case(name, "content-length")) {
        ++found.lengths;
        found.length = value;
      }
      break;
    case 16:
      if (equal_ignoring_case(name, "content-encoding") && !equal_ignoring_case(value, "identity")) head.encoded = true;
      break;
    case 17:
      if (equal_ignoring_case(name, "transfer-encoding")) {
        ++found.transfers;
        found.transfer = value;
      }
      break;
    default:
      break;
  }
}

std::optional<Refusal> read_field(std::string_view line, Gathered& found, Head& head) {
  if (is_blank(line.front())) return kFolded;
  std::size_t colon = 0;
  bool has_underscore = false;
  while (colon < line.size() && is_token_char(line[colon])) {
    has_underscore = has_underscore || line[colon] == '_';
    ++colon;
  }
  if (colon == 0 || colon == line.size() || line[colon] != ':') return kFieldName;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim_blanks(line.substr(colon + 1));
  for (const char c : value) {
    if (is_control(c) && c != '\t') return kFieldValue;
  }
  if (has_underscore) return std::nullopt;  // dropped
  note(name, value, found, head);
  head.headers.emplace_back(name, value);
  return std::nullopt;
}

struct RequestLine {
  std::string_view method, target;
  bool old_version = false;
};

std::optional<Refusal> read_request_line(std::string_view line, const ServerLimits& limits, RequestLine& out) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return kRequestLine;
  out.method = line.substr(0, first);
  out.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (out.method.empty() || out.method.size() > kMethodBytesMax || out.target.empty()) return kRequestLine;
  if (!std::all_of(out.method.begin(), out.method.end(), is_token_char)) return kRequestLine;
  const bool well_formed = version.size() == kVersionBytes && version.starts_with("HTTP/") && is_digit(version[5]) &&
                           version[6] == '.' && is_digit(version[7]);
  if (!well_formed) return kRequestLine;
  out.old_version = version == "HTTP/1.0";
  if (!out.old_version && version != "HTTP/1.1") return kVersion;
  if (out.method == "CONNECT") return kConnect;
  if (out.target.size() > limits.target_bytes_max) return kTargetBytes;
  return std::nullopt;
}

}  // namespace

HeadScan::Result HeadScan::look(std::string_view arrived, const ServerLimits& limits) {
  const std::size_t request_line_max = kMethodBytesMax + limits.target_bytes_max + kVersionBytes + 2;
  if (!arrived.empty() && !is_token_char(arrived.front())) return kRequestLine;  // a TLS hello, an empty line
  while (seen_ < arrived.size()) {
    const void* found = std::memchr(arrived.data() + seen_, '\n', arrived.size() - seen_);
    if (found == nullptr) {
      seen_ = arrived.size();
      break;
    }
    const std::size_t lf = static_cast<std::size_t>(static_cast<const char*>(found) - arrived.data());
    // Sizes before line ends, so that the refusal does not depend on how the bytes were cut into packets.
    if (lines_ == 0 && lf > request_line_max + 1) return kTargetBytes;
    if (lf + 1 > limits.header_bytes_max) return kHeaderBytes;
    if (lf == line_start_ || arrived[lf - 1] != '\r') return kBareLf;
    const std::size_t line_bytes = lf - 1 - line_start_;
    if (line_bytes == 0) return End{lf + 1};
    if (++lines_ > limits.headers_max + 1) return kHeaderCount;
    seen_ = line_start_ = lf + 1;
  }
  if (lines_ == 0 && arrived.size() > request_line_max + 1) return kTargetBytes;
  if (arrived.size() > limits.header_bytes_max) return kHeaderBytes;
  return Need{};
}

std::variant<Head, Refusal> read_head(std::string_view block, const ServerLimits& limits) {
  Head head;
  Gathered found;
  RequestLine line;
  std::size_t at = block.find("\r\n");
  if (at == std::string_view::npos) return kRequestLine;
  if (auto refusal = read_request_line(block.substr(0, at), limits, line)) return *refusal;
  if (auto refusal = read_target(line.target, head)) return *refusal;
  head.headers.reserve(12);
  std::size_t count = 0;
  for (at += 2; at < block.size();) {
    const std::size_t end = block.find('\n', at);
    if (end == std::string_view::npos || end == at || block[end - 1] != '\r') return kBareLf;
    if (end - at == 1) break;  // the empty line
    if (++count > limits.headers_max) return kHeaderCount;
    if (auto refusal = read_field(block.substr(at, end - 1 - at), found, head)) return *refusal;
    at = end + 1;
  }
  if (auto refusal = check_framing(found, line.old_version, head)) return *refusal;
  if (auto refusal = check_host(found, line.old_version, limits)) return *refusal;
  if (found.content_types > 1) return kTwice;
  if (found.expects > 0 && !line.old_version) {
    if (found.expects > 1 || !equal_ignoring_case(found.expect, "100-continue")) return kExpectation;
    head.expects_continue = head.framing != Framing::kNone;
  }
  head.method.assign(line.method);
  head.keep_alive = !line.old_version && !found.says_close;
  return head;
}

}  // namespace bot
