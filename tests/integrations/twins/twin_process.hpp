#pragma once
// The real hotline-twin program, started on a free port with a ledger of its own.
#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "integrations/http_client.hpp"

namespace twin_tests {

/// A folder that goes with its owner.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

struct Ended {
  int exit_code = -1;  // -1: by a signal
  std::string output;  // both streams
};

/// Runs hotline-twin to its end: for arguments it must refuse.
Ended run_twin(const std::vector<std::string>& arguments);

/// Killed (SIGKILL) when it is destroyed.
class Twin {
 public:
  explicit Twin(const std::string& ledger, std::vector<std::string> more = {}, const std::string& code = "12328");
  ~Twin();
  Twin(const Twin&) = delete;
  Twin& operator=(const Twin&) = delete;

  const std::string& url() const { return url_; }  // ends with '/'
  void kill_hard();
  /// SIGTERM; the exit code.
  int stop();

  base::Result<integrations::HttpResponse> get(std::string_view path) const;
  base::Result<integrations::HttpResponse> post(std::string_view path, std::string body,
                                                integrations::Headers headers = {}) const;
  /// The lines of /twin/ledger.
  std::vector<std::string> ledger() const;
  void misbehave(std::string_view json) const;

 private:
  std::string url_;
  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace twin_tests
