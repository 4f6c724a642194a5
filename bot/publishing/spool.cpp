#include "bot/publishing/spool.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "bot/files.hpp"

namespace bot {
namespace {

namespace fs = std::filesystem;

constexpr base::Millis kServerLooks{250};
constexpr base::Millis kCommandLooks{50};
constexpr std::size_t kNameBytes = 16;
constexpr int kAnswerPatience = 10;
constexpr const char* kRequest = ".request";
constexpr const char* kTaken = ".taken";
constexpr const char* kAnswer = ".answer";
constexpr const char* kWithdrawn = ".withdrawn";

bool rename_file(const std::string& from, const std::string& to) {
  std::error_code failure;
  fs::rename(from, to, failure);
  return !failure;
}

void remove_file(const std::string& path) {
  std::error_code failure;
  fs::remove(path, failure);
}

/// Nobody can wake it: it only passes the time.
void rest(base::Millis time) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, std::chrono::milliseconds(time.count), [] { return false; });
}

base::Status make_private(const std::string& spool) {
  if (base::Status made = make_folder(spool); !made) return made;
  std::error_code failure;
  fs::permissions(spool, fs::perms::owner_all, failure);
  if (!failure) return {};
  return base::Error{base::ErrorCode::kStorage, spool + ": cannot be made private: " + failure.message()};
}

std::vector<std::string> with_ending(const std::string& spool, const std::string& ending) {
  std::vector<std::string> found;
  std::error_code failure;
  for (fs::directory_iterator it(spool, failure), end; !failure && it != end; it.increment(failure)) {
    if (it->path().extension() == ending) found.push_back((it->path().parent_path() / it->path().stem()).string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::string spool_of(const std::string& data_folder) { return data_folder + "/spool"; }

base::Result<std::string> ask_server(const std::string& spool, const std::string& request, base::Random& random,
                                     base::Millis patience) {
  if (base::Status made = make_private(spool); !made) return made.error();
  const std::string name = spool + "/" + random.hex(kNameBytes);
  if (base::Status written = write_durably(name + kRequest, request); !written) return written.error();
  const auto answered = [&](base::Millis limit) -> std::optional<base::Result<std::string>> {
    for (base::Millis waited{0}; waited < limit; waited = waited + kCommandLooks) {
      if (fs::exists(name + kAnswer)) {
        base::Result<std::string> answer = read_large_file(name + kAnswer);
        remove_file(name + kAnswer);
        return answer;
      }
      rest(kCommandLooks);
    }
    return std::nullopt;
  };
  if (auto answer = answered(patience)) return std::move(*answer);
  if (rename_file(name + kRequest, name + kWithdrawn)) {
    remove_file(name + kWithdrawn);
    return base::Error{base::ErrorCode::kUnreached, "服务器没有接这个请求；什么都没有改"};
  }
  if (auto answer = answered(base::Millis{patience.count * kAnswerPatience})) return std::move(*answer);
  return base::Error{base::ErrorCode::kUnknown, "服务器接了请求却没有回话；先用 xinsheng releases 看有没有发布成"};
}

SpoolKeeper::SpoolKeeper(std::string spool, Answer answer, base::Log& log)
    : spool_(std::move(spool)), answer_(std::move(answer)), log_(log) {
  clear();
}

/// What a server that was killed left behind: its requests may or may not have been carried out, so they are not repeated.
void SpoolKeeper::clear() {
  if (!make_private(spool_)) log_.error("spool_unusable");
  for (const std::string& name : with_ending(spool_, kTaken)) remove_file(name + kTaken);
}

base::Millis SpoolKeeper::pass() {
  for (const std::string& name : with_ending(spool_, kRequest)) {
    if (!rename_file(name + kRequest, name + kTaken)) continue;
    const base::Result<std::string> request = read_large_file(name + kTaken);
    if (request) {
      const std::string part = name + ".part";
      if (write_durably(part, answer_(*request))) rename_file(part, name + kAnswer);
    } else {
      log_.error("spool_request_unreadable");
    }
    remove_file(name + kTaken);
  }
  return kServerLooks;
}

}  // namespace bot
