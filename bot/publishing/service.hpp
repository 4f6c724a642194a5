#pragma once
// What publishing needs from the store, as one request and one answer in JSON: the command line calls it on a store of its
// own, or sends it to the server that has the file open (bot/publishing/spool.hpp). The same words either way.
//
//   {"ask":"history","before":0,"most":20}      -> {"history":[{number, release, kind, at, by, confirmed_by, note, change, moves_all}]}
//   {"ask":"release","of":"current"|"7"|"a1b2"}  -> {"number", "release", "sources", "withdrawn"}; number, or the beginning of an id
//   {"ask":"recordings","most":500}              -> {"recordings":[…]}  (bot/publishing/recordings_file.hpp), faked
//   {"ask":"moves","sources":…,"moves_all":…,"withdraw":[ids]} -> {"report":"…","running":n}   what the publication would move
//   {"ask":"publish","expected":n,"sources":…,"kind","by","confirmed_by","note","moves_all","withdraw":[ids]} -> {"number":n}
//   {"ask":"draft_save","name","revision","base","sources","by"} -> {"revision":n}
//   {"ask":"drafts"} -> {"drafts":[…]};  {"ask":"draft","name"} -> {…, "sources"};  {"ask":"draft_drop","name"} -> {}
//
// A failure is {"error":{"code":"conflict"|"not_found"|"invalid"|"busy"|"storage","text":"…"}}.
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "dialogs/language/release.hpp"
#include "storage/store.hpp"

namespace bot {

/// One thread at a time.
class PublishingService {
 public:
  PublishingService(storage::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}
  /// Total: whatever the request holds, the answer is an object.
  nlohmann::json answer(const nlohmann::json& request);
  std::string answer_text(const std::string& request);

 private:
  nlohmann::json history(const nlohmann::json& request);
  nlohmann::json release(const nlohmann::json& request);
  nlohmann::json recordings(const nlohmann::json& request);
  nlohmann::json moves(const nlohmann::json& request);
  nlohmann::json publish(const nlohmann::json& request);
  nlohmann::json draft_save(const nlohmann::json& request);
  nlohmann::json drafts();
  nlohmann::json draft(const nlohmann::json& request);
  nlohmann::json draft_drop(const nlohmann::json& request);

  std::shared_ptr<const dialogs::Release> load(const std::string& id);

  storage::Store& store_;
  const base::Clock& clock_;
  std::map<std::string, std::shared_ptr<const dialogs::Release>> loaded_;
};

/// For requests and for errors of them.
nlohmann::json to_json(const base::Error& error);
/// nullopt if the answer is not a failure.
std::optional<base::Error> error_in(const nlohmann::json& answer);

}  // namespace bot
