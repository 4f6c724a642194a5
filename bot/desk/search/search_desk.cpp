#include "bot/desk/search/search_desk.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/search/follower.hpp"

namespace bot::desk {
namespace {

constexpr int kNodesMax = 16;  // that share a folder

}  // namespace

SearchDesk::SearchDesk(const std::string& path, storage::Store& store) : store_(store) {
  const std::string engine = store.health().engine;
  const std::string owner = store.installation() + " " + engine.substr(0, engine.find(' '));
  auto file = storage::search::SearchFile::open(path, owner);
  for (int node = 2; !file && file.error().code == base::ErrorCode::kBusy && node <= kNodesMax; ++node) {
    file = storage::search::SearchFile::open(path + "-" + std::to_string(node), owner);
  }
  if (file) {
    file_ = std::move(*file);
  } else {
    problem_ = "后台的搜索用不了：" + file.error().text + "。在配置里写 search: 本机磁盘上的路径";
  }
}

std::unique_ptr<Worker> SearchDesk::make_follower(const ReleaseBook& releases, base::Log& log) {
  return std::make_unique<SearchFollower>(SearchFollower::Parts{.store = store_, .releases = releases, .file = *file_, .changes = changes_, .log = log});
}

base::Result<FoundPage> SearchDesk::find(const dialogs::Release& release, const Wish& wish) {
  if (!file_) return base::Error{base::ErrorCode::kUnreached, problem_};
  return find_texts(store_, release, *file_, changes_, wish);
}

bool SearchDesk::knows(const nlohmann::json& request) { return request.is_object() && request.value("ask", "") == "search_rebuild"; }

nlohmann::json SearchDesk::answer() {
  changes_.begin_anew();
  return nlohmann::json::object();
}

}  // namespace bot::desk
