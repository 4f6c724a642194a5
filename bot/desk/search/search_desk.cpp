#include "bot/desk/search/search_desk.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "bot/desk/search/follower.hpp"

namespace bot::desk {

SearchDesk::SearchDesk(const std::string& path, storage::Store& store) : store_(store) {
  const std::string engine = store.health().engine;
  auto file = storage::search::SearchFile::open(path, store.installation() + " " + engine.substr(0, engine.find(' ')));
  if (file) {
    file_ = std::move(*file);
  } else {
    problem_ = "后台的搜索用不了：" + file.error().text + "。每台服务器要有自己的搜索文件：在配置里写 search: 本机磁盘上的路径";
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
