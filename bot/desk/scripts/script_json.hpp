#pragma once
// Scripts, trials and talks as the desk's JSON.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bot/publishing/trial.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/release.hpp"
#include "dialogs/rehearsal/try_out.hpp"
#include "dialogs/review/flow.hpp"
#include "storage/store.hpp"

namespace bot::desk {

/// A file as a list shows it: path, kind, title, version.
nlohmann::json file_json(const dialogs::SourceFile& file);
/// Of a file's text; a save names the one it was read at.
std::string version_of(const std::string& text);
nlohmann::json draft_json(const storage::ReleaseDraft& draft);
nlohmann::json release_json(const storage::Publication& line);
nlohmann::json diagnostics_json(const std::vector<dialogs::Diagnostic>& diagnostics);
nlohmann::json flow_json(const dialogs::Flow& flow);
nlohmann::json trial_json(const Trial& trial);
nlohmann::json try_out_json(const dialogs::TryOut& out);
/// The lines of a body as the test format has them; the body's shape was checked.
std::vector<dialogs::TestLine> lines_of(const nlohmann::json& lines);

}  // namespace bot::desk
