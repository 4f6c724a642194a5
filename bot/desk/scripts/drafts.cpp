#include "bot/desk/scripts/drafts.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/script_json.hpp"
#include "bot/releases.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kNamePointsMax = 40;
constexpr std::size_t kPathBytesMax = 100;
constexpr std::size_t kDraftsMax = 100;
constexpr int kSaveTries = 5;  // other files of the draft may be saved at the same time

using Files = std::vector<dialogs::SourceFile>;
using Texts = std::map<std::string, std::string>;

bool is_name(const std::string& name) {
  return !name.empty() && base::count_code_points(name) <= kNamePointsMax && name.find_first_of("/\\?#%") == std::string::npos &&
         std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_path(const std::string& path) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/' || c == '.'; };
  return path.size() <= kPathBytesMax && path.size() > 5 && path.ends_with(".yaml") && path.find("..") == std::string::npos &&
         path.find("//") == std::string::npos && path.front() != '/' && path.front() != '.' && std::all_of(path.begin(), path.end(), allowed);
}

Files::iterator file_at(Files& files, std::string_view path) {
  return std::find_if(files.begin(), files.end(), [&](const dialogs::SourceFile& file) { return file.path == path; });
}

Texts texts_of(std::string_view sources) {
  Texts texts;
  if (auto files = decode_sources(sources)) {
    for (dialogs::SourceFile& file : *files) texts[file.path] = std::move(file.text);
  }
  return texts;
}

Texts current_texts(DeskParts& desk) {
  const auto current = desk.store.releases().current();
  return current && *current ? texts_of((*current)->sources) : Texts{};
}

json present_of(const OpenDraft& open, const std::string& path, const std::string& text) {
  return {{"path", path}, {"text", text}, {"version", text.empty() ? std::string() : version_of(text)}, {"by", open.draft.by}, {"at", open.draft.at.count}};
}

/// Changes one file and saves the draft; again where another file was saved meanwhile.
void change_file(const CallPtr& call, const Reply& reply, const std::function<bool(Files&)>& change) {
  const std::string path = call->text("path");
  for (int i = 0; i < kSaveTries; ++i) {
    std::optional<OpenDraft> open = open_draft(call, reply);
    if (!open) return;
    const auto file = file_at(open->files, path);
    const std::string now = file == open->files.end() ? std::string() : version_of(file->text);
    if (now != call->text("version")) {
      return reply(conflict(*call, open->draft.by + " 先改了这个文件，您写的还在页面上",
                            present_of(*open, path, file == open->files.end() ? std::string() : file->text)));
    }
    if (!change(open->files)) return;
    open->draft.sources = encode_sources(open->files);
    open->draft.by = call->person.name;
    open->draft.at = call->desk->clock.now();
    const auto revision = call->desk->store.releases().save_draft(open->draft);
    if (revision) {
      const auto saved = file_at(open->files, path);
      return reply(json_answer(200, {{"revision", *revision}, {"version", saved == open->files.end() ? std::string() : version_of(saved->text)}}));
    }
    if (revision.error().code != base::ErrorCode::kConflict) return reply(store_failed(*call));
  }
  reply(refusal(*call, 503, "busy", "这个草稿正有很多人在存，请再存一次；您写的还在页面上"));
}

}  // namespace

std::optional<OpenDraft> open_draft(const CallPtr& call, const Reply& reply) {
  const auto found = call->desk->store.releases().find_draft(call->segment("draft"));
  if (!found) return reply(store_failed(*call)), std::nullopt;
  if (!*found) return reply(refusal(*call, 404, "not_found", "没有这个草稿，可能已经删掉了")), std::nullopt;
  auto files = decode_sources((*found)->sources);
  if (!files) return reply(refusal(*call, 422, "unreadable", "这个草稿的内容读不出来；请另建一个草稿")), std::nullopt;
  return OpenDraft{.draft = **found, .files = std::move(*files)};
}

bool put_file(const CallPtr& call, const Reply& reply, Files& files, const std::string& path, std::string text) {
  if (!is_path(path)) {
    reply(refusal(*call, 422, "path", "文件名只能用小写英文、数字和下划线，以 .yaml 结尾，例如 parking.yaml 或 rules/parking.yaml"));
    return false;
  }
  const auto file = file_at(files, path);
  if (file != files.end()) {
    file->text = std::move(text);
    return true;
  }
  files.push_back({path, std::move(text)});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return true;
}

void list_drafts(const CallPtr& call, const Reply& reply) {
  const auto found = call->desk->store.releases().drafts();
  if (!found) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::ReleaseDraft& draft : *found) items.push_back(draft_json(draft));
  reply(json_answer(200, {{"items", std::move(items)}}));
}

void make_draft(const CallPtr& call, const Reply& reply) {
  storage::Releases& releases = call->desk->store.releases();
  const std::string name = call->text("name");
  if (!is_name(name)) return reply(refusal(*call, 422, "name", "草稿名要 1 到 40 个字，不能有 / \\ ? # %"));
  const auto newest = releases.newest();
  const auto current = releases.current();
  const auto drafts = releases.drafts();
  if (!newest || !current || !drafts) return reply(store_failed(*call));
  if (!*newest || !*current) return reply(refusal(*call, 422, "no_release", "还没有发布过任何版本，没有可以改的"));
  if (drafts->size() >= kDraftsMax) return reply(refusal(*call, 422, "too_many", "草稿太多了，先删掉不用的"));
  const storage::ReleaseDraft draft{.name = name, .revision = 0, .base = (*newest)->number, .sources = (*current)->sources, .by = call->person.name, .at = call->desk->clock.now()};
  const auto revision = releases.save_draft(draft);
  if (revision) return reply(json_answer(200, {{"name", name}, {"revision", *revision}}));
  if (revision.error().code != base::ErrorCode::kConflict) return reply(store_failed(*call));
  reply(conflict(*call, "已经有一个叫“" + name + "”的草稿；打开它，或换一个名字", {{"name", name}}));
}

void show_draft(const CallPtr& call, const Reply& reply) {
  const auto open = open_draft(call, reply);
  if (!open) return;
  const auto newest = call->desk->store.releases().newest();
  if (!newest) return reply(store_failed(*call));
  Texts before = current_texts(*call->desk);
  json files = json::array(), gone = json::array();
  for (const dialogs::SourceFile& file : open->files) {
    const auto old = before.find(file.path);
    json one = file_json(file);
    one["change"] = old == before.end() ? "new" : old->second == file.text ? "same" : "changed";
    if (old != before.end()) before.erase(old);
    files.push_back(std::move(one));
  }
  for (const auto& [path, text] : before) gone.push_back(path);
  reply(json_answer(200, {{"draft", draft_json(open->draft)}, {"current", *newest ? (*newest)->number : 0}, {"files", std::move(files)}, {"gone", std::move(gone)}}));
}

void read_draft_file(const CallPtr& call, const Reply& reply) {
  auto open = open_draft(call, reply);
  if (!open) return;
  const std::string path(call->query("path"));
  const auto file = file_at(open->files, path);
  if (file == open->files.end()) return reply(refusal(*call, 404, "not_found", "草稿里没有这个文件，可能已经删掉了"));
  const Texts before = current_texts(*call->desk);
  const auto published = before.find(path);
  json answer{{"path", path}, {"text", file->text}, {"version", version_of(file->text)}};
  if (published != before.end()) answer["published"] = published->second;
  reply(json_answer(200, answer));
}

void save_draft_file(const CallPtr& call, const Reply& reply) {
  change_file(call, reply, [&](Files& files) { return put_file(call, reply, files, call->text("path"), call->text("text")); });
}

void remove_draft_file(const CallPtr& call, const Reply& reply) {
  if (call->text("version").empty()) return reply(refusal(*call, 422, "version", "没有说是哪个文件的哪一版，没有删"));
  change_file(call, reply, [&](Files& files) {
    files.erase(file_at(files, call->text("path")));
    return true;
  });
}

void drop_draft(const CallPtr& call, const Reply& reply) {
  const auto open = open_draft(call, reply);
  if (!open) return;
  if (call->body->at("revision") != open->draft.revision) {
    return reply(conflict(*call, open->draft.by + " 又改过这个草稿，没有删", draft_json(open->draft)));
  }
  const base::Status dropped = call->desk->store.releases().drop_draft(open->draft.name);
  if (!dropped && dropped.error().code != base::ErrorCode::kNotFound) return reply(store_failed(*call));
  reply(json_answer(200, json::object()));
}

void follow_release(const CallPtr& call, const Reply& reply) {
  auto open = open_draft(call, reply);
  if (!open) return;
  storage::Releases& releases = call->desk->store.releases();
  const auto newest = releases.newest();
  const auto line = releases.history(open->draft.base + 1, 1);
  if (!newest || !line || !*newest) return reply(store_failed(*call));
  Texts base;
  if (!line->empty() && line->front().number == open->draft.base) {
    const auto stored = releases.find(line->front().release);
    if (!stored) return reply(store_failed(*call));
    if (*stored) base = texts_of((*stored)->sources);
  }
  const Texts current = current_texts(*call->desk);
  Texts mine;
  for (dialogs::SourceFile& file : open->files) mine[file.path] = std::move(file.text);
  json taken = json::array(), both = json::array();
  const auto text_in = [](const Texts& texts, const std::string& path) { return texts.contains(path) ? std::optional(texts.at(path)) : std::nullopt; };
  Texts all = mine;
  all.insert(base.begin(), base.end());
  all.insert(current.begin(), current.end());
  for (const auto& [path, unused] : all) {
    const auto was = text_in(base, path), own = text_in(mine, path), now = text_in(current, path);
    if (was == now || own == now) continue;
    if (own != was) {
      both.push_back(path);
      continue;
    }
    taken.push_back(path);
    if (now) mine[path] = *now;
    else mine.erase(path);
  }
  Files files;
  for (auto& [path, text] : mine) files.push_back({path, std::move(text)});
  open->draft.sources = encode_sources(files);
  open->draft.base = (*newest)->number;
  open->draft.by = call->person.name;
  open->draft.at = call->desk->clock.now();
  const auto revision = releases.save_draft(open->draft);
  if (revision) return reply(json_answer(200, {{"revision", *revision}, {"taken", std::move(taken)}, {"both", std::move(both)}}));
  if (revision.error().code != base::ErrorCode::kConflict) return reply(store_failed(*call));
  reply(conflict(*call, "别人刚存过这个草稿，请再试一次", draft_json(open->draft)));
}

}  // namespace bot::desk
