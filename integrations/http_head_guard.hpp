#pragma once
// cpp-httplib 0.11 matches the status line with std::regex, whose recursion a peer drives into a segmentation fault
// with a line of 30,000 characters, and it sets no limit to the number or length of header lines. This guard sees every
// byte before it does.
#include <cstddef>
#include <string_view>

namespace integrations {

/// Follows the head of one HTTP/1 answer (interim 1xx heads included) and says when it exceeds what any honest peer
/// sends. Pure; one per answer.
class HeadGuard {
 public:
  static constexpr std::size_t kStatusLineBytesMax = 512;
  static constexpr std::size_t kHeadBytesMax = 16 * 1024;  // all heads of one answer together

  /// False once the head is over a limit; stays false. Bytes behind the head are not looked at.
  bool admit(std::string_view bytes);

 private:
  bool end_line();

  std::size_t head_bytes_ = 0;
  std::size_t line_bytes_ = 0;  // without CR and LF
  bool in_status_line_ = true;
  bool interim_ = false;
  bool done_ = false;
  bool refused_ = false;
  char status_class_ = '\0';
};

}  // namespace integrations
