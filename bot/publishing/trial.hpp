#pragma once
// A draft before its publication: everything that must hold, one gate after the other, and what would become of running conversations.
// The command line and the desk ask the same questions here, and publish only what passed.
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "bot/publishing/gate.hpp"
#include "bot/scripts.hpp"
#include "dialogs/language/compare.hpp"
#include "dialogs/rehearsal/replay.hpp"

namespace bot {

/// Asks the store (bot/publishing/service.hpp); an error in the answer becomes the error.
using AskStore = std::function<base::Result<nlohmann::json>(const nlohmann::json&)>;

struct CurrentRelease {
  std::int64_t number = 0;  // 0: nothing was published yet
  std::string id;
  std::shared_ptr<const dialogs::Release> release;
};
base::Result<CurrentRelease> current_release(const AskStore& ask);

/// How running conversations are to follow.
struct Following {
  bool moves_all = false;
  std::vector<std::string> withdraw;  // ids of releases that nothing may run on any more
};

struct Trial {
  CurrentRelease before;
  std::vector<GateStep> steps;  // up to the first that refused
  bool passed = false;          // all gates
  bool is_same = false;         // the draft is what runs already: nothing to publish
  std::shared_ptr<const dialogs::Release> draft;     // null: it does not load
  std::optional<dialogs::Comparison> comparison;     // with what runs now
  std::optional<dialogs::ReplayReport> replay;       // nullopt: nothing to compare with, or a gate before it refused
  std::string moves;                                 // what running conversations would meet, as operators read it
  bool needs_second_person() const { return replay && needs_confirmation(*replay); }
};

/// Lint, against what runs, own tests, conformance, replay, moves; ends at the first gate that refuses. An error: the store could not be
/// asked. Takes seconds; calls `ask` only.
base::Result<Trial> try_draft(const AskStore& ask, CurrentRelease before, LoadedScripts draft, const std::string& sources, const Following& following);

struct PublicationRequest {
  std::int64_t expected = 0;  // number of the publication the draft was made from
  std::string sources;
  std::string kind = "publish";  // or rollback
  std::string by, confirmed_by, note;
  Following following;
};
/// The number of the publication. kConflict: somebody else published since.
base::Result<std::int64_t> publish_sources(const AskStore& ask, const PublicationRequest& publication);

/// An earlier publication whose content is to run again.
struct Earlier {
  std::int64_t current = 0;    // number of the publication that runs now
  std::string current_release;
  std::int64_t number = 0;
  std::string release;
  std::string sources;
  bool withdrawn = false;
};
/// `of`: number or the beginning of an id; "": the newest earlier one with another content that may still be used. kNotFound: none.
base::Result<Earlier> earlier_release(const AskStore& ask, const std::string& of);

/// What running conversations would meet, as operators read it.
base::Result<std::string> moves_to(const AskStore& ask, const std::string& sources, const Following& following);

}  // namespace bot
