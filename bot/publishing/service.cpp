#include "bot/publishing/service.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bot/desk/accounts/accounts_service.hpp"
#include "bot/json.hpp"
#include "bot/publishing/recorder.hpp"
#include "bot/publishing/recordings_file.hpp"
#include "bot/releases.hpp"
#include "dialogs/language/compare.hpp"
#include "dialogs/language/published.hpp"
#include "dialogs/rehearsal/moving.hpp"
#include "storage/names.hpp"

namespace bot {
namespace {

using nlohmann::json;

constexpr std::size_t kHistoryMost = 1000;
constexpr std::size_t kPage = 500;
constexpr base::Millis kLookBack = base::days(60);
constexpr std::size_t kShortestId = 4;

constexpr std::array<std::pair<base::ErrorCode, const char*>, 5> kCodes{{{base::ErrorCode::kConflict, "conflict"},
                                                                         {base::ErrorCode::kNotFound, "not_found"},
                                                                         {base::ErrorCode::kInvalid, "invalid"},
                                                                         {base::ErrorCode::kBusy, "busy"},
                                                                         {base::ErrorCode::kStorage, "storage"}}};

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

json to_json(const storage::Publication& line) {
  return {{"number", line.number},     {"release", line.release},
          {"kind", storage::to_name(line.kind)}, {"at", line.at.count},
          {"by", line.by},             {"confirmed_by", line.confirmed_by},
          {"note", line.note},         {"change", line.change},
          {"moves_all", line.moves_all}};
}

json to_json(const storage::ReleaseDraft& draft) {
  return {{"name", draft.name}, {"revision", draft.revision}, {"base", draft.base}, {"by", draft.by}, {"at", draft.at.count}};
}

/// Its own release and the draft, which is the current one.
class WithDraft final : public dialogs::ReleaseSet {
 public:
  WithDraft(std::shared_ptr<const dialogs::Release> own, std::shared_ptr<const dialogs::Release> draft)
      : own_(std::move(own)), draft_(std::move(draft)) {}
  const dialogs::Release* find(std::string_view id) const override {
    if (id == draft_->id) return draft_.get();
    return own_ && id == own_->id ? own_.get() : nullptr;
  }
  const dialogs::Release& current() const override { return *draft_; }

 private:
  std::shared_ptr<const dialogs::Release> own_;
  std::shared_ptr<const dialogs::Release> draft_;
};

enum class Strictness {
  kPublished,  // it passed the linter of its day
  kNew,
};

base::Result<std::shared_ptr<const dialogs::Release>> compile(const std::string& sources, Strictness strictness) {
  auto files = decode_sources(sources);
  if (!files) return files.error();
  auto release = strictness == Strictness::kNew ? dialogs::load_release(std::move(*files)).release
                                                : dialogs::load_published(std::move(*files)).release;
  if (!release) return invalid("话本有错，先用 xinsheng lint 改好");
  return std::shared_ptr<const dialogs::Release>(std::move(release));
}

}  // namespace

json to_json(const base::Error& error) {
  const char* code = "storage";
  for (const auto& [known, name] : kCodes) {
    if (known == error.code) code = name;
  }
  return {{"error", {{"code", code}, {"text", error.text}}}};
}

std::optional<base::Error> error_in(const json& answer) {
  const auto error = answer.find("error");
  if (error == answer.end()) return std::nullopt;
  base::Error found{base::ErrorCode::kStorage, error->value("text", "没有说明的错误")};
  for (const auto& [code, name] : kCodes) {
    if (error->value("code", "") == name) found.code = code;
  }
  return found;
}

json PublishingService::answer(const json& request) {
  try {
    const std::string ask = request.at("ask").get<std::string>();
    if (ask == "history") return history(request);
    if (ask == "release") return release(request);
    if (ask == "recordings") return recordings(request);
    if (ask == "moves") return moves(request);
    if (ask == "publish") return publish(request);
    if (ask == "draft_save") return draft_save(request);
    if (ask == "drafts") return drafts();
    if (ask == "draft") return draft(request);
    if (ask == "draft_drop") return draft_drop(request);
    if (auto answered = desk::answer_accounts(store_, clock_, request)) return *answered;
  } catch (const json::exception&) {
    // A field is missing or of another kind: the request is not from a command line of this version.
  }
  return bot::to_json(invalid("服务器看不懂这个请求；命令和服务器要用同一版程序"));
}

std::string PublishingService::answer_text(const std::string& request) {
  return to_text(answer(json::parse(request, nullptr, false)));
}

json PublishingService::history(const json& request) {
  const auto lines = store_.releases().history(request.at("before").get<std::int64_t>(),
                                               std::min(request.at("most").get<std::size_t>(), kHistoryMost));
  if (!lines) return bot::to_json(lines.error());
  json all = json::array();
  for (const storage::Publication& line : *lines) all.push_back(to_json(line));
  return {{"history", std::move(all)}};
}

json PublishingService::release(const json& request) {
  const std::string of = request.at("of").get<std::string>();
  const auto lines = store_.releases().history(0, kHistoryMost);
  if (!lines) return bot::to_json(lines.error());
  const storage::Publication* found = nullptr;
  for (const storage::Publication& line : *lines) {
    const bool named = of == "current" || of == std::to_string(line.number) ||
                       (of.size() >= kShortestId && line.release.starts_with(of));
    if (!named) continue;
    found = &line;
    break;
  }
  if (found == nullptr) {
    return bot::to_json(base::Error{base::ErrorCode::kNotFound, lines->empty() ? "还没有发布过任何版本"
                                                                               : "没有这个版本：" + of + "；用 xinsheng releases 看全部"});
  }
  const auto stored = store_.releases().find(found->release);
  if (!stored) return bot::to_json(stored.error());
  if (!*stored) {
    return bot::to_json(base::Error{base::ErrorCode::kNotFound,
                                    "第 " + std::to_string(found->number) + " 版的内容已经清理掉了（没有对话再用它）"});
  }
  return {{"number", found->number},
          {"release", found->release},
          {"sources", (*stored)->sources},
          {"withdrawn", (*stored)->withdrawn}};
}

std::shared_ptr<const dialogs::Release> PublishingService::load(const std::string& id) {
  if (const auto known = loaded_.find(id); known != loaded_.end()) return known->second;
  const auto stored = store_.releases().find(id);
  std::shared_ptr<const dialogs::Release> release;
  if (stored && *stored) {
    if (auto compiled = compile((*stored)->sources, Strictness::kPublished)) release = std::move(*compiled);
  }
  return loaded_.emplace(id, std::move(release)).first->second;
}

json PublishingService::recordings(const json& request) {
  const auto found = record_store(store_, [this](const std::string& id) { return load(id); },
                                  std::min<std::size_t>(request.at("most").get<std::size_t>(), 5000));
  if (!found) return bot::to_json(found.error());
  return json::parse(encode_recordings(*found));
}

json PublishingService::moves(const json& request) {
  const auto draft = compile(request.at("sources").get<std::string>(), Strictness::kPublished);
  if (!draft) return bot::to_json(draft.error());
  const bool moves_all = request.at("moves_all").get<bool>();
  const auto withdraw = request.at("withdraw").get<std::vector<std::string>>();
  std::map<std::string, dialogs::Comparison> comparisons;
  dialogs::MoveReport report;
  const base::UnixMs now = clock_.now();
  for (std::int64_t after = 0;;) {
    const auto page = store_.turns().running(after, now - kLookBack, kPage);
    if (!page) return bot::to_json(page.error());
    for (const storage::Conversation& conversation : *page) {
      after = conversation.id;
      const auto state = dialogs::decode_state(conversation.state);
      if (!state || state->frames.empty()) continue;
      const std::string& pinned = state->frames.front().release;
      if (pinned == (*draft)->id) continue;
      const auto own = load(pinned);
      const bool forced = std::find(withdraw.begin(), withdraw.end(), pinned) != withdraw.end();
      bool goes = forced || (moves_all && own);
      if (!goes && own) {
        auto compared = comparisons.find(pinned);
        if (compared == comparisons.end()) compared = comparisons.emplace(pinned, dialogs::compare(*own, **draft)).first;
        goes = std::all_of(state->frames.begin(), state->frames.end(), [&](const dialogs::Frame& frame) {
          return compared->second.for_dialog(frame.dialog) < dialogs::ChangeClass::kStructure;
        });
      }
      if (goes) {
        report.add(dialogs::try_move(WithDraft(own, *draft), *state, (*draft)->id, forced, now));
      } else {
        report.add({});
      }
    }
    if (page->size() < kPage) break;
  }
  return {{"report", dialogs::render(report)}, {"running", report.running}};
}

json PublishingService::publish(const json& request) {
  const auto kind = storage::publication_kind_from_name(request.at("kind").get<std::string>());
  const auto draft = compile(request.at("sources").get<std::string>(),
                             kind == storage::PublicationKind::kRollback ? Strictness::kPublished : Strictness::kNew);
  if (!draft) return bot::to_json(draft.error());
  storage::NewPublication wanted;
  wanted.publication = {.number = 0,
                        .release = (*draft)->id,
                        .kind = kind.value_or(storage::PublicationKind::kPublish),
                        .at = clock_.now(),
                        .by = request.at("by").get<std::string>(),
                        .confirmed_by = request.at("confirmed_by").get<std::string>(),
                        .note = request.at("note").get<std::string>(),
                        .change = {},
                        .moves_all = request.at("moves_all").get<bool>()};
  wanted.sources = request.at("sources").get<std::string>();
  wanted.expected = request.at("expected").get<std::int64_t>();
  wanted.withdrawals = request.at("withdraw").get<std::vector<std::string>>();
  if (wanted.expected > 0) {
    const auto current = store_.releases().current();
    if (!current) return bot::to_json(current.error());
    const auto before = *current ? load((*current)->id) : nullptr;
    wanted.publication.change = before ? std::string(dialogs::letter(dialogs::compare(*before, **draft).change)) : "S";
  }
  const auto number = store_.releases().publish(wanted);
  if (number) return {{"number", *number}};
  if (number.error().code == base::ErrorCode::kConflict) {
    const auto newest = store_.releases().newest();
    std::string who;
    if (newest && *newest) {
      who = "现在是第 " + std::to_string((*newest)->number) + " 版，" + (*newest)->by + " 发布的；";
    }
    return bot::to_json(base::Error{base::ErrorCode::kConflict,
                                    "您改的时候别人先发布了。" + who + "用 xinsheng diff 看差别，把两边的改动合在一起，再发布"});
  }
  return bot::to_json(number.error());
}

json PublishingService::draft_save(const json& request) {
  storage::ReleaseDraft draft;
  draft.name = request.at("name").get<std::string>();
  draft.revision = request.at("revision").get<std::int64_t>();
  draft.base = request.at("base").get<std::int64_t>();
  draft.sources = request.at("sources").get<std::string>();
  draft.by = request.at("by").get<std::string>();
  draft.at = clock_.now();
  const auto revision = store_.releases().save_draft(draft);
  if (revision) return {{"revision", *revision}};
  if (revision.error().code == base::ErrorCode::kConflict) {
    return bot::to_json(base::Error{base::ErrorCode::kConflict, "草稿“" + draft.name +
                                                                    "”已被别人改过；先用 xinsheng draft take 取下来看，"
                                                                    "再带 --over 版次 保存，或换一个名字"});
  }
  return bot::to_json(revision.error());
}

json PublishingService::drafts() {
  const auto found = store_.releases().drafts();
  if (!found) return bot::to_json(found.error());
  json all = json::array();
  for (const storage::ReleaseDraft& draft : *found) all.push_back(to_json(draft));
  return {{"drafts", std::move(all)}};
}

json PublishingService::draft(const json& request) {
  const auto found = store_.releases().find_draft(request.at("name").get<std::string>());
  if (!found) return bot::to_json(found.error());
  if (!*found) return bot::to_json(base::Error{base::ErrorCode::kNotFound, "没有这个草稿；用 xinsheng draft list 看全部"});
  json answer = to_json(**found);
  answer["sources"] = (*found)->sources;
  return answer;
}

json PublishingService::draft_drop(const json& request) {
  const base::Status dropped = store_.releases().drop_draft(request.at("name").get<std::string>());
  if (dropped) return json::object();
  if (dropped.error().code == base::ErrorCode::kNotFound) {
    return bot::to_json(base::Error{base::ErrorCode::kNotFound, "没有这个草稿；用 xinsheng draft list 看全部"});
  }
  return bot::to_json(dropped.error());
}

}  // namespace bot
