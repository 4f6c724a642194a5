#include "tests/integrations/twins/twin_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace twin_tests {
namespace {

using namespace integrations;

struct Started {
  pid_t pid = -1;
  int output = -1;
};

Started start(const std::vector<std::string>& arguments) {
  const std::string program = XINSHENG_BIN_DIR "/hotline-twin";
  int pipe[2];
  REQUIRE(::pipe2(pipe, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], 1);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  Started started;
  const int failure = ::posix_spawn(&started.pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  INFO("hotline-twin must be built: " << program);
  REQUIRE(failure == 0);
  started.output = pipe[0];
  return started;
}

/// To the end of the line, or of everything.
std::string read_output(int fd, bool one_line) {
  std::string text;
  char byte = 0;
  while (::read(fd, &byte, 1) == 1) {
    text += byte;
    if (one_line && byte == '\n') break;
  }
  return text;
}

int wait_for(pid_t pid) {
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

HttpOut& client() {
  static const std::unique_ptr<HttpOut> made = make_http_client({});
  return *made;
}

constexpr CallLimits kGenerous{base::seconds(30), base::seconds(60), 16 * 1024 * 1024};

}  // namespace

Scratch::Scratch() {
  std::string name = (std::filesystem::temp_directory_path() / "xinsheng-twin-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Ended run_twin(const std::vector<std::string>& arguments) {
  const Started started = start(arguments);
  Ended ended;
  ended.output = read_output(started.output, false);
  ::close(started.output);
  ended.exit_code = wait_for(started.pid);
  return ended;
}

Twin::Twin(const std::string& ledger, std::vector<std::string> more, const std::string& code) {
  std::vector<std::string> arguments{"--code", code, "--port", "0", "--ledger", ledger};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Started started = start(arguments);
  pid_ = started.pid;
  output_ = started.output;
  const std::string line = read_output(output_, true);
  INFO(line);
  const std::size_t at = line.find("http://");
  REQUIRE(at != std::string::npos);
  url_ = line.substr(at, line.find(' ', at) - at);
}

Twin::~Twin() {
  if (pid_ > 0) kill_hard();
  ::close(output_);
}

void Twin::kill_hard() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int Twin::stop() {
  ::kill(pid_, SIGTERM);
  return wait_for(std::exchange(pid_, -1));
}

base::Result<HttpResponse> Twin::get(std::string_view path) const {
  HttpRequest request;
  request.url = url_ + std::string(path);
  return client().call(request, kGenerous);
}

base::Result<HttpResponse> Twin::post(std::string_view path, std::string body, Headers headers) const {
  HttpRequest request;
  request.method = "POST";
  request.url = url_ + std::string(path);
  request.headers = std::move(headers);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  request.body = std::move(body);
  return client().call(request, kGenerous);
}

std::vector<std::string> Twin::ledger() const {
  const auto answer = get("twin/ledger");
  REQUIRE(answer.ok());
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < answer->body.size();) {
    const std::size_t end = answer->body.find('\n', at);
    lines.push_back(answer->body.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

void Twin::misbehave(std::string_view json) const {
  const auto answer = post("twin/faults", std::string(json));
  REQUIRE(answer.ok());
  REQUIRE(answer->status == 200);
}

}  // namespace twin_tests
