#pragma once
// The store that publishing commands talk to: opened here when nobody has it, else through the server that does.
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/wiring.hpp"

namespace bot::cli {

class LiveStore {
 public:
  virtual ~LiveStore() = default;
  /// bot/publishing/service.hpp. An error in the answer becomes the error.
  virtual base::Result<nlohmann::json> ask(const nlohmann::json& request) = 0;
};

/// Null: what is wrong was written to standard error.
std::unique_ptr<LiveStore> connect(const StoreChoice& choice);

/// Scripts from anywhere, and what they are called in sentences.
struct NamedScripts {
  std::string name;
  std::int64_t number = 0;  // of their publication; 0 = a folder or a draft
  std::int64_t base = -1;   // of a draft: the publication it was made from
  LoadedScripts loaded;
  std::string sources;  // as bot/releases.hpp encodes them
};
/// "current", a publication's number, the beginning of a release's id, "draft:NAME", or a folder. `connect_to` is only connected to
/// when it is needed. nullopt: written to standard error.
std::optional<NamedScripts> open_scripts(const std::string& reference, const StoreChoice& choice,
                                         std::unique_ptr<LiveStore>& store);

/// Notes in a folder of scripts which publication it holds: what publish() then compares with. A folder that cannot be written is
/// none.
void note_base(const std::string& folder, std::int64_t number, const std::string& id);
/// Writes scripts, as bot/releases.hpp encodes them, into a folder that is new or empty; the exit code.
int write_scripts(const std::string& sources, const std::string& folder);
/// Writes "没有做成：…" and returns the exit code that fits.
int report_error(const base::Error& error);

}  // namespace bot::cli
