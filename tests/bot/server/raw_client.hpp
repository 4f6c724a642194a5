#pragma once
// A plain blocking socket to a server under test: exact bytes out, exact bytes in. Waits end after 20 s, so that a test
// of a deaf server fails instead of hanging.
#include <cstdint>
#include <string>
#include <string_view>

class RawClient {
 public:
  /// Throws if nobody listens. `receive_buffer_bytes` > 0 keeps the kernel from taking much for a client that does not
  /// read.
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  RawClient& operator=(RawClient&&) = delete;

  /// False: the server has closed or reset.
  bool send(std::string_view bytes);
  void finish_sending();
  /// Reads until `count` bytes are there, the server closes, or the wait ends.
  std::string read(std::size_t count);
  /// Reads until what was read ends with `tail`, or as read().
  std::string read_until(std::string_view tail);
  /// Everything until the server closes. Sets was_reset().
  std::string read_all();
  /// One answer: head and as much body as its Content-Length says.
  std::string read_answer();
  std::string read_answers(int count);
  bool was_reset() const { return reset_; }

 private:
  bool read_some(std::string& into, std::size_t count);

  int descriptor_ = -1;
  bool reset_ = false;
};
