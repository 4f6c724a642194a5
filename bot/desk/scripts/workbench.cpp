#include "bot/desk/scripts/workbench.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/releases.hpp"
#include "dialogs/language/canonical_json.hpp"

namespace bot::desk {
namespace {

constexpr std::size_t kShortQueueMax = 32;
constexpr std::size_t kLongQueueMax = 8;
constexpr std::size_t kFailuresMax = 16;

}  // namespace

std::string trial_key(std::int64_t current, const std::string& sources) {
  return std::to_string(current) + "-" + dialogs::sha256_hex(sources);
}

Workbench::Workbench(storage::Store& store, const base::Clock& clock) : service_(store, clock), long_service_(store, clock), short_(1, kShortQueueMax), long_(1, kLongQueueMax) {}

void Workbench::stop() {
  short_.stop();
  long_.stop();
}

void Workbench::post(Work work, const CallPtr& call, const Reply& reply, std::function<void()> task) {
  if ((work == Work::kShort ? short_ : long_).post(std::move(task))) return;
  Response busy = refusal(*call, 503, "busy", "现在检查和试跑的人太多，请过几秒再试；您写的内容还在页面上");
  busy.headers.emplace_back("Retry-After", "2");
  reply(std::move(busy));
}

base::Result<nlohmann::json> Workbench::ask(const nlohmann::json& request) {
  const std::lock_guard lock(service_mutex_);
  nlohmann::json answer = service_.answer(request);
  if (const auto error = error_in(answer)) return *error;
  return answer;
}

AskStore Workbench::asking_long() {
  return [this](const nlohmann::json& request) -> base::Result<nlohmann::json> {
    nlohmann::json answer = long_service_.answer(request);
    if (const auto error = error_in(answer)) return *error;
    return answer;
  };
}

std::shared_ptr<const dialogs::Review> Workbench::review(const std::vector<dialogs::SourceFile>& files) {
  const std::string key = dialogs::sha256_hex(encode_sources(files));
  {
    const std::lock_guard lock(mutex_);
    if (auto known = reviews_.find(key)) return known;
  }
  auto made = std::make_shared<const dialogs::Review>(dialogs::review(files, nullptr, false));
  const std::lock_guard lock(mutex_);
  reviews_.keep(key, made);
  return made;
}

base::Result<std::shared_ptr<const Trial>> Workbench::try_now(const std::string& sources) {
  base::Result<CurrentRelease> current = current_release(asking_long());
  if (!current) return current.error();
  const std::string key = trial_key(current->number, sources);
  {
    const std::lock_guard lock(mutex_);
    if (auto known = trials_.find(key)) return known;
  }
  auto files = decode_sources(sources);
  if (!files) return files.error();
  base::Result<Trial> trial = try_draft(asking_long(), std::move(*current), load_sources(std::move(*files)), sources, {});
  if (!trial) return trial.error();
  auto made = std::make_shared<const Trial>(std::move(*trial));
  const std::lock_guard lock(mutex_);
  trials_.keep(key, made);
  return std::shared_ptr<const Trial>(made);
}

Workbench::Tried Workbench::trial(const std::string& key, const std::string& sources) {
  const std::lock_guard lock(mutex_);
  if (auto known = trials_.find(key)) return {.trial = std::move(known), .failed = std::nullopt};
  const auto failure = std::find_if(failures_.begin(), failures_.end(), [&](const auto& one) { return one.first == key; });
  if (failure != failures_.end()) {
    Tried failed{.trial = nullptr, .failed = failure->second};
    failures_.erase(failure);
    return failed;
  }
  if (std::find(under_way_.begin(), under_way_.end(), key) != under_way_.end()) return {};
  const bool taken = long_.post([this, key, sources] {
    const auto made = try_now(sources);
    const std::lock_guard inner(mutex_);
    std::erase(under_way_, key);
    if (!made && failures_.size() < kFailuresMax) failures_.emplace_back(key, made.error());
  });
  // Not taken: too many wait, and the next question begins it.
  if (taken) under_way_.push_back(key);
  return {};
}

}  // namespace bot::desk
