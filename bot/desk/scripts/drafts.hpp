#pragma once
// Working copies of the scripts: made from what runs, changed file by file, dropped. Each answers one route (scripts_view.cpp).
#include "bot/desk/route.hpp"
#include "dialogs/language/release.hpp"
#include "storage/store.hpp"

namespace bot::desk {

void list_drafts(const CallPtr& call, const Reply& reply);
/// Body {name}. 409: there is one of this name.
void make_draft(const CallPtr& call, const Reply& reply);
void show_draft(const CallPtr& call, const Reply& reply);
/// Query path.
void read_draft_file(const CallPtr& call, const Reply& reply);
/// Body {path, text, version}: the version it was read at, "" for a new file. 409 with the present text where it is another by now; files
/// that others changed meanwhile stay as they are.
void save_draft_file(const CallPtr& call, const Reply& reply);
/// Body {path, version}.
void remove_draft_file(const CallPtr& call, const Reply& reply);
/// Body {revision}: nothing that was saved since is lost.
void drop_draft(const CallPtr& call, const Reply& reply);
/// What others published since goes into the draft, file by file; a file both changed stays the draft's, and is named.
void follow_release(const CallPtr& call, const Reply& reply);

struct OpenDraft {
  storage::ReleaseDraft draft;
  std::vector<dialogs::SourceFile> files;
};
/// The draft of the path. nullopt: answered.
std::optional<OpenDraft> open_draft(const CallPtr& call, const Reply& reply);
/// Puts the text in place of that file's, or beside the others. False: `path` cannot be a file of scripts; answered.
bool put_file(const CallPtr& call, const Reply& reply, std::vector<dialogs::SourceFile>& files, const std::string& path, std::string text);

}  // namespace bot::desk
