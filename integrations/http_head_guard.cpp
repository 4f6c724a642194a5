#include "integrations/http_head_guard.hpp"

namespace integrations {
namespace {

constexpr std::size_t kStatusClassAt = 9;  // "HTTP/1.1 200": the first digit of the status

}  // namespace

bool HeadGuard::admit(std::string_view bytes) {
  for (const char c : bytes) {
    if (refused_ || done_) break;
    if (++head_bytes_ > kHeadBytesMax) refused_ = true;
    if (c == '\n') {
      done_ = end_line();
      continue;
    }
    if (c == '\r') continue;
    if (in_status_line_ && line_bytes_ == kStatusClassAt) status_class_ = c;
    ++line_bytes_;
    if (in_status_line_ && line_bytes_ > kStatusLineBytesMax) refused_ = true;
  }
  return !refused_;
}

bool HeadGuard::end_line() {
  const bool blank = line_bytes_ == 0;
  line_bytes_ = 0;
  if (in_status_line_) {
    interim_ = status_class_ == '1';
    in_status_line_ = false;
    return false;
  }
  if (!blank) return false;
  in_status_line_ = interim_;  // after an interim head comes another status line
  status_class_ = '\0';
  return !interim_;
}

}  // namespace integrations
