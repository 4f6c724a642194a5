#include "bot/releases.hpp"

#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"
#include "dialogs/language/published.hpp"

namespace bot {

base::Result<std::unique_ptr<ReleaseBook>> ReleaseBook::open(std::shared_ptr<const dialogs::Release> current,
                                                             storage::Releases& stored, const base::Clock& clock,
                                                             base::Log& log) {
  const auto before = stored.current();
  if (!before) return before.error();
  if (!*before || (*before)->id != current->id) {
    const base::Status published = stored.publish(
        {.id = current->id, .sources = encode_sources(current->sources), .published = clock.now()});
    if (!published) return published.error();
    log.info("release_published", {{"release", base::OurWord{current->id}}});
  }
  return std::unique_ptr<ReleaseBook>(new ReleaseBook(std::move(current), stored, log));
}

const dialogs::Release* ReleaseBook::find(std::string_view id) const {
  if (id == current_->id) return current_.get();
  {
    const std::shared_lock lock(mutex_);
    const auto known = older_.find(std::string(id));
    if (known != older_.end()) return known->second.get();
  }
  std::shared_ptr<const dialogs::Release> loaded;
  const auto row = stored_.find(id);
  if (row && *row) {
    auto sources = decode_sources((*row)->sources);
    if (sources) loaded = dialogs::load_published(std::move(*sources)).release;
  }
  // A pinned release that no longer loads is like a withdrawn one: the engine hands its conversations to a person.
  if (!loaded) log_.error("release_unreadable", {{"release", base::OurWord{id}}});
  const std::unique_lock lock(mutex_);
  return older_.emplace(std::string(id), std::move(loaded)).first->second.get();
}

std::string encode_sources(const std::vector<dialogs::SourceFile>& sources) {
  nlohmann::json json = nlohmann::json::array();
  for (const dialogs::SourceFile& file : sources) json.push_back({file.path, file.text});
  return to_text(json);
}

base::Result<std::vector<dialogs::SourceFile>> decode_sources(std::string_view stored) {
  const nlohmann::json json = nlohmann::json::parse(stored, nullptr, false);
  std::vector<dialogs::SourceFile> sources;
  if (!json.is_array()) return base::Error{base::ErrorCode::kInvalid, "a stored release is damaged"};
  for (const nlohmann::json& file : json) {
    if (!file.is_array() || file.size() != 2 || !file[0].is_string() || !file[1].is_string()) {
      return base::Error{base::ErrorCode::kInvalid, "a stored release is damaged"};
    }
    sources.push_back({file[0].get<std::string>(), file[1].get<std::string>()});
  }
  return sources;
}

}  // namespace bot
