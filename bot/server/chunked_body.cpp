// Chunked bodies, for the upload route alone. Beast merges trailers into the headers and lets any extension pass; this
// does not know either.
#include <algorithm>

#include "bot/server/ascii.hpp"
#include "bot/server/guard.hpp"

namespace bot {
namespace {

constexpr int kSizeDigitsMax = 8;
constexpr std::size_t kWireSlackBytes = 64;  // so that tiny bounds leave room for the last chunk's line

constexpr Refusal kMalformed{400, "bad_chunk", "Send chunks as SIZE CR LF bytes CR LF, without extensions."};
constexpr Refusal kTrailer{400, "trailers_refused", "Send no trailers after the last chunk."};
constexpr Refusal kTooLarge{413, "body_too_large", "Send a smaller body."};

}  // namespace

std::variant<ChunkedBody::State, Refusal> ChunkedBody::feed(std::string_view bytes, std::string& body,
                                                            std::size_t& used) {
  used = 0;
  const std::size_t wire_bytes_max = body_bytes_max_ + body_bytes_max_ / 2 + kWireSlackBytes;
  while (used < bytes.size() && part_ != Part::kDone) {
    std::size_t taken = 1;
    if (part_ == Part::kBytes) {
      taken = static_cast<std::size_t>(std::min<std::uint64_t>(size_, bytes.size() - used));
      body.append(bytes.substr(used, taken));
      size_ -= taken;
      if (size_ == 0) part_ = Part::kBytesCr;
    } else if (auto refusal = step(bytes[used])) {
      return *refusal;
    }
    used += taken;
    wire_bytes_ += taken;
    if (wire_bytes_ > wire_bytes_max) return kTooLarge;
  }
  return part_ == Part::kDone ? State::kDone : State::kMore;
}

std::optional<Refusal> ChunkedBody::step(char c) {
  switch (part_) {
    case Part::kSize:
      if (const int value = hex_value(c); value >= 0) {
        if (++digits_ > kSizeDigitsMax) return kMalformed;
        size_ = size_ * 16 + static_cast<std::uint64_t>(value);
        return std::nullopt;
      }
      if (c != '\r' || digits_ == 0) return kMalformed;
      part_ = Part::kSizeLf;
      return std::nullopt;
    case Part::kSizeLf:
      return c == '\n' ? end_of_size() : kMalformed;
    case Part::kBytesCr:
      part_ = Part::kBytesLf;
      return c == '\r' ? std::nullopt : std::optional(kMalformed);
    case Part::kBytesLf:
      part_ = Part::kSize;
      size_ = 0;
      digits_ = 0;
      return c == '\n' ? std::nullopt : std::optional(kMalformed);
    case Part::kEndCr:
      part_ = Part::kEndLf;
      return c == '\r' ? std::nullopt : std::optional(kTrailer);
    case Part::kEndLf:
      part_ = Part::kDone;
      return c == '\n' ? std::nullopt : std::optional(kTrailer);
    case Part::kBytes:
    case Part::kDone:
      break;
  }
  return std::nullopt;
}

std::optional<Refusal> ChunkedBody::end_of_size() {
  if (size_ > body_bytes_max_ - body_bytes_) return kTooLarge;  // before a byte of it is read
  body_bytes_ += static_cast<std::size_t>(size_);
  part_ = size_ == 0 ? Part::kEndCr : Part::kBytes;
  return std::nullopt;
}

}  // namespace bot
