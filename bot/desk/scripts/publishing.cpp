#include "bot/desk/scripts/publishing.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/drafts.hpp"
#include "bot/desk/scripts/script_json.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "dialogs/engine/state.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kPageUsual = 20;
constexpr std::size_t kPageMost = 100;
constexpr std::size_t kRunningPage = 500;
constexpr base::Millis kLookBack = base::days(60);
constexpr std::size_t kAuditPage = 500;
constexpr std::size_t kAuditMost = 5000;  // entries in which an agreement is looked for: one that is older must be given again
constexpr const char* kAgreement = "draft.agree";

void refuse(const CallPtr& call, const Reply& reply, const base::Error& error) {
  if (error.code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", error.text));
  if (error.code == base::ErrorCode::kConflict) return reply(conflict(*call, "别人先发布了，没有发布您的", {{"refused", error.text}}));
  if (error.code == base::ErrorCode::kInvalid) return reply(refusal(*call, 422, "refused", error.text));
  reply(store_failed(*call));
}

std::string object_of(const std::string& draft, const std::string& key) { return "drafts/" + draft + "/agreements/" + key; }

/// Who agreed to exactly this, the newest first.
base::Result<std::vector<std::string>> agreed_to(DeskParts& desk, const std::string& draft, const std::string& key) {
  std::vector<std::string> names;
  const std::string object = object_of(draft, key);
  std::int64_t before = 0;
  for (std::size_t looked = 0; looked < kAuditMost; looked += kAuditPage) {
    const auto page = desk.store.accounts().audit(before, kAuditPage);
    if (!page) return page.error();
    for (const storage::AuditEntry& entry : *page) {
      before = entry.number;
      if (entry.said.action != kAgreement || entry.said.object != object) continue;
      if (std::find(names.begin(), names.end(), entry.said.actor) == names.end()) names.push_back(entry.said.actor);
    }
    if (page->size() < kAuditPage) break;
  }
  return names;
}

struct Keyed {
  OpenDraft open;
  std::int64_t current = 0;
  std::string key;
};
/// nullopt: answered.
std::optional<Keyed> keyed_draft(const CallPtr& call, const Reply& reply) {
  auto open = open_draft(call, reply);
  if (!open) return std::nullopt;
  const auto newest = call->desk->store.releases().newest();
  if (!newest) return reply(store_failed(*call)), std::nullopt;
  const std::int64_t current = *newest ? (*newest)->number : 0;
  std::string key = trial_key(current, open->draft.sources);
  return Keyed{.open = std::move(*open), .current = current, .key = std::move(key)};
}

json present_of(const Keyed& keyed) {
  return {{"key", keyed.key}, {"revision", keyed.open.draft.revision}, {"by", keyed.open.draft.by}, {"base", keyed.open.draft.base}, {"current", keyed.current}};
}

/// False: answered.
bool is_present(const CallPtr& call, const Reply& reply, const Keyed& keyed, std::string_view key) {
  if (keyed.open.draft.base != keyed.current) {
    reply(conflict(*call, "您改的时候别人先发布了第 " + std::to_string(keyed.current) + " 版；先点“合入新版”，看过差别再发布", present_of(keyed)));
    return false;
  }
  if (key == keyed.key) return true;
  reply(conflict(*call, "试跑以后草稿又改过，没有发布；请重新试跑", present_of(keyed)));
  return false;
}

/// False: answered.
bool may_go_out(const CallPtr& call, const Reply& reply, const Trial& trial, const std::vector<std::string>& others) {
  if (trial.is_same) return reply(refusal(*call, 422, "same", "草稿和现在的版本一样，没有什么要发布的")), false;
  if (!trial.passed) {
    const GateStep& step = trial.steps.back();
    return reply(refusal(*call, 422, "gate", "没有发布：" + step.title + "没有通过，共 " + std::to_string(step.refusals.size()) + " 处")), false;
  }
  if (trial.needs_second_person() && others.empty()) {
    return reply(refusal(*call, 422, "second_person", "没有发布：有对话的分派变了，要第二个人登录自己的账号，看过重放报告后点“同意发布”")), false;
  }
  return true;
}

/// What a draft was made from is now what it became, so that its author may go on with it.
void note_published(DeskParts& desk, storage::ReleaseDraft draft, std::int64_t number) {
  draft.base = number;
  (void)desk.store.releases().save_draft(draft);
}

void publish_now(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  const auto keyed = keyed_draft(call, reply);
  if (!keyed || !is_present(call, reply, *keyed, call->text("key"))) return;
  const auto trial = desk.workbench.try_now(keyed->open.draft.sources);
  if (!trial) return refuse(call, reply, trial.error());
  auto others = agreed_to(desk, keyed->open.draft.name, keyed->key);
  if (!others) return reply(store_failed(*call));
  std::erase(*others, call->person.name);
  if (!may_go_out(call, reply, **trial, *others)) return;
  const auto number = publish_sources(desk.workbench.asking_long(), {.expected = keyed->current,
                                                                     .sources = keyed->open.draft.sources,
                                                                     .by = call->person.name,
                                                                     .confirmed_by = others->empty() ? std::string() : others->front(),
                                                                     .note = call->text("reason"),
                                                                     .following = {.moves_all = call->body->at("moves_all").get<bool>(), .withdraw = {}}});
  if (!number) return refuse(call, reply, number.error());
  note_published(desk, keyed->open.draft, *number);
  reply(json_answer(200, {{"number", *number}}));
}

void restore_now(const CallPtr& call, const Reply& reply) {
  const AskStore ask = call->desk->workbench.asking_long();
  const auto earlier = earlier_release(ask, std::to_string(call->number("number")));
  if (!earlier) return refuse(call, reply, earlier.error());
  if (earlier->current != call->body->at("expected")) {
    return reply(conflict(*call, "别人先发布了第 " + std::to_string(earlier->current) + " 版，没有退回", {{"current", earlier->current}}));
  }
  if (earlier->release == earlier->current_release) return reply(refusal(*call, 422, "same", "这一版就是现在用的内容，没有什么要退的"));
  if (earlier->withdrawn) return reply(refusal(*call, 422, "withdrawn", "这一版是撤回过的，不能再用；换一个版本，或改好重新发布"));
  Following following{.moves_all = call->body->at("moves_all").get<bool>(), .withdraw = {}};
  if (call->body->at("withdraw").get<bool>()) following.withdraw.push_back(earlier->current_release);
  const std::string note = call->text("reason").empty() ? "退回第 " + std::to_string(earlier->number) + " 版的内容" : call->text("reason");
  const auto number = publish_sources(ask, {.expected = earlier->current,
                                            .sources = earlier->sources,
                                            .kind = "rollback",
                                            .by = call->person.name,
                                            .confirmed_by = "",
                                            .note = note,
                                            .following = std::move(following)});
  if (!number) return refuse(call, reply, number.error());
  reply(json_answer(200, {{"number", *number}}));
}

}  // namespace

void list_releases(const CallPtr& call, const Reply& reply) {
  const std::size_t most = call->page_size(kPageUsual, kPageMost);
  const std::string before(call->query("before"));
  const bool is_number = !before.empty() && before.size() < 18 && before.find_first_not_of("0123456789") == std::string::npos;
  const auto lines = call->desk->store.releases().history(is_number ? std::stoll(before) : 0, most);
  if (!lines) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::Publication& line : *lines) items.push_back(release_json(line));
  json body{{"items", std::move(items)}};
  if (lines->size() == most && lines->back().number > 1) body["next"] = std::to_string(lines->back().number);
  reply(json_answer(200, body));
}

void count_running(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] {
    DeskParts& desk = *call->desk;
    std::map<std::string, std::size_t> counts;
    const base::UnixMs since = desk.clock.now() - kLookBack;
    std::int64_t after = 0;
    for (bool more = true; more;) {
      const auto page = desk.store.turns().running(after, since, kRunningPage);
      if (!page) return reply(store_failed(*call));
      more = page->size() == kRunningPage;
      for (const storage::Conversation& conversation : *page) {
        after = conversation.id;
        const auto state = dialogs::decode_state(conversation.state);
        if (state && !state->frames.empty()) ++counts[state->frames.front().release];
      }
    }
    json items = json::array();
    for (const auto& [release, count] : counts) items.push_back({{"release", release}, {"conversations", count}});
    reply(json_answer(200, {{"items", std::move(items)}}));
  });
}

void try_draft_out(const CallPtr& call, const Reply& reply) {
  const auto keyed = keyed_draft(call, reply);
  if (!keyed) return;
  json answer{{"key", keyed->key}, {"state", "running"}, {"base", keyed->open.draft.base}, {"current", keyed->current}, {"agreed_by", json::array()}};
  const Workbench::Tried tried = call->desk->workbench.trial(keyed->key, keyed->open.draft.sources);
  if (tried.failed) return refuse(call, reply, *tried.failed);
  if (tried.trial) {
    const auto agreed = agreed_to(*call->desk, keyed->open.draft.name, keyed->key);
    if (!agreed) return reply(store_failed(*call));
    answer["state"] = "done";
    answer["agreed_by"] = *agreed;
    answer["report"] = trial_json(*tried.trial);
  }
  reply(json_answer(200, answer));
}

void agree_to_draft(const CallPtr& call, const Reply& reply) {
  const auto keyed = keyed_draft(call, reply);
  if (keyed && is_present(call, reply, *keyed, call->segment("key"))) reply(json_answer(200, json::object()));
}

void publish_draft(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] { publish_now(call, reply); });
}

void restore_release(const CallPtr& call, const Reply& reply) {
  call->desk->workbench.post(Workbench::Work::kLong, call, reply, [call, reply] { restore_now(call, reply); });
}

}  // namespace bot::desk
