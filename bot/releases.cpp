#include "bot/releases.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"
#include "dialogs/language/published.hpp"
#include "dialogs/rehearsal/moving.hpp"

namespace bot {
namespace {

constexpr std::size_t kHistoryMax = 1000;

base::Result<std::vector<storage::Publication>> whole_history(storage::Releases& stored) {
  return stored.history(0, kHistoryMax);
}

}  // namespace

std::shared_ptr<const dialogs::Release> KnownReleases::find(std::string_view id) const {
  const auto found = std::find_if(compiled_.begin(), compiled_.end(), [&](const auto& release) { return release->id == id; });
  return found == compiled_.end() ? nullptr : *found;
}

std::shared_ptr<const dialogs::Comparison> KnownReleases::compare(const dialogs::Release& published, const dialogs::Release& draft) {
  if (!find(published.id) || !find(draft.id)) return std::make_shared<const dialogs::Comparison>(dialogs::compare(published, draft));
  const std::pair key{published.id, draft.id};
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = compared_.find(key); known != compared_.end()) return known->second;
  }
  auto compared = std::make_shared<const dialogs::Comparison>(dialogs::compare(published, draft));
  const std::lock_guard lock(mutex_);
  return compared_.emplace(key, std::move(compared)).first->second;
}

// ---- A view -------------------------------------------------------------------------------------------------------

const dialogs::Release* ReleaseView::find(std::string_view id) const {
  return id == current_->id ? current_.get() : book_.find(id);
}

const dialogs::Release* ReleaseView::destination(const dialogs::State& state) const {
  if (state.frames.empty()) return nullptr;
  const std::string& pinned = state.frames.front().release;
  if (pinned == current_->id) return nullptr;
  const std::shared_ptr<const Judgement> judgement = judge(pinned);
  if (judgement->withdrawn) return current_.get();
  if (!judgement->comparison) return nullptr;
  const bool keeps_structure =
      std::all_of(state.frames.begin(), state.frames.end(), [&](const dialogs::Frame& frame) {
        return judgement->comparison->for_dialog(frame.dialog) < dialogs::ChangeClass::kStructure;
      });
  if (keeps_structure) return current_.get();
  const dialogs::Release* ordered = judgement->ordered;
  if (ordered == nullptr || ordered->id == pinned) return nullptr;
  return dialogs::holds_all(*ordered, state) ? ordered : nullptr;
}

std::shared_ptr<const ReleaseView::Judgement> ReleaseView::judge(const std::string& id) const {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = judgements_.find(id); known != judgements_.end()) return known->second;
  }
  // Loading and comparing take a while: other conversations do not wait for it.
  auto judgement = std::make_shared<Judgement>();
  judgement->withdrawn = book_.is_withdrawn(id);
  const dialogs::Release* pinned = book_.find(id);
  if (pinned != nullptr) judgement->comparison = book_.known().compare(*pinned, *current_);
  for (const storage::Publication& line : history_) {
    if (line.release == id) break;
    if (!line.moves_all) continue;
    judgement->ordered = find(line.release);
    break;
  }
  if (pinned == nullptr) return judgement;  // the store may answer the next time
  const std::lock_guard lock(mutex_);
  return judgements_.emplace(id, std::move(judgement)).first->second;
}

// ---- The book -----------------------------------------------------------------------------------------------------

base::Result<std::unique_ptr<ReleaseBook>> ReleaseBook::open(std::shared_ptr<const dialogs::Release> folder,
                                                             storage::Releases& stored, const base::Clock& clock,
                                                             base::Log& log, FolderUse use,
                                                             std::shared_ptr<KnownReleases> known) {
  std::unique_ptr<ReleaseBook> book(new ReleaseBook(stored, log, std::move(known)));
  if (folder) {
    book->loaded_.emplace(folder->id, folder);
    if (base::Status published = book->publish_folder(folder, clock, use); !published) return published.error();
  }
  if (base::Result<bool> looked = book->refresh(); !looked) return looked.error();
  if (book->view_) return book;
  return base::Error{base::ErrorCode::kNotFound,
                     "库里还没有发布过能用的话本，话本文件夹里也没有；先把文件夹改好（xinsheng lint），再启动"};
}

base::Status ReleaseBook::publish_folder(const std::shared_ptr<const dialogs::Release>& folder,
                                         const base::Clock& clock, FolderUse use) {
  const auto newest = stored_.newest();
  if (!newest) return newest.error();
  const bool is_first = !newest->has_value();
  if (!is_first && (*newest)->release == folder->id) return {};
  if (!is_first && use == FolderUse::kUntilPublished && (*newest)->kind != storage::PublicationKind::kStart) {
    log_.info("folder_not_published", {{"folder", base::OurWord{folder->id}}, {"number", (*newest)->number}});
    return {};
  }
  storage::NewPublication wanted;
  wanted.publication = {.number = 0,
                        .release = folder->id,
                        .kind = storage::PublicationKind::kStart,
                        .at = clock.now(),
                        .by = "start",
                        .confirmed_by = {},
                        .note = {},
                        .change = {},
                        .moves_all = false};
  if (!is_first) {
    const dialogs::Release* before = find((*newest)->release);
    wanted.publication.change =
        before == nullptr ? "S" : std::string(dialogs::letter(dialogs::compare(*before, *folder).change));
    wanted.expected = (*newest)->number;
  }
  wanted.sources = encode_sources(folder->sources);
  const base::Result<std::int64_t> number = stored_.publish(wanted);
  if (number) {
    log_.info("release_published", {{"release", base::OurWord{folder->id}}, {"number", *number}});
    return {};
  }
  // Another node was first: what it published is what runs.
  return number.error().code == base::ErrorCode::kConflict ? base::Status() : base::Status(number.error());
}

std::shared_ptr<const ReleaseView> ReleaseBook::view() const {
  const std::shared_lock lock(mutex_);
  return view_;
}

base::Result<bool> ReleaseBook::refresh() {
  const auto newest = stored_.newest();
  if (!newest) return newest.error();
  if (!*newest) return false;
  {
    const std::shared_lock lock(mutex_);
    if ((view_ && view_->number() == (*newest)->number) || unusable_ == (*newest)->number) return false;
  }
  auto history = whole_history(stored_);
  if (!history) return history.error();
  if (history->empty()) return false;
  const std::string id = history->front().release;
  const std::int64_t number = history->front().number;
  if (find(id) == nullptr && !was_looked_for(id)) return base::Error{base::ErrorCode::kBusy, "the release was not read"};
  std::shared_ptr<const dialogs::Release> current;
  {
    const std::unique_lock lock(mutex_);
    current = loaded_.at(id);
    if (!current) unusable_ = number;
  }
  if (!current) {
    log_.error("publication_unusable", {{"release", base::OurWord{id}}, {"number", number}});
    return false;
  }
  auto next = std::make_shared<const ReleaseView>(*this, current, std::move(*history));
  // Most conversations run on the release before: they are not kept waiting for the comparison.
  if (const std::shared_ptr<const ReleaseView> before = view()) next->prepare(before->current().id);
  const std::unique_lock lock(mutex_);
  view_ = std::move(next);
  log_.info("release_current", {{"release", base::OurWord{id}}, {"number", number}});
  return true;
}

const dialogs::Release* ReleaseBook::find(std::string_view id) const {
  {
    const std::shared_lock lock(mutex_);
    const auto known = loaded_.find(std::string(id));
    if (known != loaded_.end()) return known->second.get();
  }
  std::shared_ptr<const dialogs::Release> loaded = known_->find(id);
  if (loaded) {
    const std::unique_lock lock(mutex_);
    return loaded_.emplace(std::string(id), std::move(loaded)).first->second.get();
  }
  const auto row = stored_.find(id);
  if (!row) {
    // The store may answer the next time: nothing is remembered.
    log_.error("release_not_read", {{"release", base::OurWord{id}}});
    return nullptr;
  }
  if (*row) {
    auto sources = decode_sources((*row)->sources);
    if (sources) loaded = dialogs::load_published(std::move(*sources)).release;
  }
  // A pinned release that no longer loads is like a withdrawn one: the engine hands its conversations to a person.
  if (!loaded) log_.error("release_unreadable", {{"release", base::OurWord{id}}});
  const std::unique_lock lock(mutex_);
  return loaded_.emplace(std::string(id), std::move(loaded)).first->second.get();
}

bool ReleaseBook::was_looked_for(const std::string& id) const {
  const std::shared_lock lock(mutex_);
  return loaded_.contains(id);
}

bool ReleaseBook::is_withdrawn(std::string_view id) const {
  const auto row = stored_.find(id);
  return row && *row && (*row)->withdrawn;
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
