#pragma once
// The guard of the HTTP edge (reliability reference §5.10, §4 rows 1–18): bytes of a header block -> what the request
// is, or a refusal. It reads every byte itself, because Beast of Boost 1.81 accepts requests that a proxy may frame
// otherwise. Pure.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bot/server/http.hpp"

namespace bot {

/// Why a request is not let in. After it the connection is closed and the rest of its bytes is never parsed.
struct Refusal {
  int status = 400;
  std::string_view code;  // literals
  std::string_view message;
};

enum class Framing { kNone, kLength, kChunked };

struct Head {
  std::string method;
  std::string path;                                        // as Request::path
  std::vector<std::pair<std::string, std::string>> query;  // as Request::query
  std::vector<std::pair<std::string, std::string>>
      headers;  // without names that hold '_': a proxy may read them as '-'
  Framing framing = Framing::kNone;
  std::uint64_t content_length = 0;
  bool keep_alive = true;  // never for HTTP/1.0
  bool expects_continue = false;
  bool encoded = false;  // Content-Encoding other than identity: nothing here expands bodies
};

/// Finds the end of a header block that arrives in pieces; each byte is looked at once.
class HeadScan {
 public:
  struct Need {};  // more bytes
  struct End {
    std::size_t bytes = 0;  // of the block, with the empty line
  };
  using Result = std::variant<Need, End, Refusal>;

  /// `arrived` is everything since the block's first byte. Refuses a line that ends with LF alone, a request line or a
  /// block that is too long (before its end has arrived), and is never called again after an End or a Refusal.
  Result look(std::string_view arrived, const ServerLimits& limits);

 private:
  std::size_t seen_ = 0;  // bytes looked at
  std::size_t line_start_ = 0;
  std::size_t lines_ = 0;
};

/// `block` ends with the empty line that HeadScan found. Total for any bytes.
std::variant<Head, Refusal> read_head(std::string_view block, const ServerLimits& limits);

/// Decodes `/a%20b?x=1&y=%E4` once. Refuses what is not origin-form, bad escapes, %00, encoded slashes, control
/// characters, a path that is not UTF-8 or has a segment "." or "..". In the query '+' is a space, as browsers' forms
/// write it.
std::optional<Refusal> read_target(std::string_view target, Head& head);

/// Takes a chunked body apart, strictly: no extensions, no trailers, sizes of at most 8 hexadecimal digits.
class ChunkedBody {
 public:
  explicit ChunkedBody(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  enum class State { kMore, kDone };
  /// Appends decoded bytes to `body` and sets `used` to how many of `bytes` were consumed. Refuses bodies beyond the
  /// bound and those whose framing is more than half as long again as the bound (413), anything malformed with 400.
  std::variant<State, Refusal> feed(std::string_view bytes, std::string& body, std::size_t& used);

 private:
  enum class Part { kSize, kSizeLf, kBytes, kBytesCr, kBytesLf, kEndCr, kEndLf, kDone };
  std::optional<Refusal> step(char c);
  std::optional<Refusal> end_of_size();

  std::size_t body_bytes_max_;
  std::size_t body_bytes_ = 0;
  std::size_t wire_bytes_ = 0;
  std::uint64_t size_ = 0;
  int digits_ = 0;
  Part part_ = Part::kSize;
};

}  // namespace bot
