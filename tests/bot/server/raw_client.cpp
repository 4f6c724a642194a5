#include "tests/bot/server/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

RawClient::RawClient(std::uint16_t port, int receive_buffer_bytes)
    : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval wait{20, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer_bytes > 0) {
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(descriptor_);
    throw std::runtime_error("nobody listens on that port");
  }
}

RawClient::~RawClient() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() { shutdown(descriptor_, SHUT_WR); }

bool RawClient::read_some(std::string& into, std::size_t count) {
  std::array<char, 4096> buffer;
  const ssize_t got = recv(descriptor_, buffer.data(), std::min(buffer.size(), count), 0);
  if (got < 0) reset_ = errno == ECONNRESET;
  if (got <= 0) return false;
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

std::string RawClient::read(std::size_t count) {
  std::string text;
  while (text.size() < count && read_some(text, count - text.size())) {
  }
  return text;
}

std::string RawClient::read_until(std::string_view tail) {
  std::string text;
  while (!text.ends_with(tail) && read_some(text, 1)) {
  }
  return text;
}

std::string RawClient::read_all() {
  std::string text;
  while (read_some(text, 4096)) {
  }
  return text;
}

std::string RawClient::read_answer() {
  std::string text = read_until("\r\n\r\n");
  const std::string_view mark = "Content-Length: ";
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) text += read(std::stoul(text.substr(at + mark.size())));
  return text;
}

std::string RawClient::read_answers(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += read_answer();
  return text;
}
