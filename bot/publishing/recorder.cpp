#include "bot/publishing/recorder.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "dialogs/rehearsal/fakes.hpp"

namespace bot {
namespace {

constexpr std::size_t kTurnsMax = 400;

dialogs::Said said_of(const storage::Line& line, dialogs::Fakes& fakes) {
  using Kind = dialogs::Said::Kind;
  dialogs::Said said{.kind = Kind::kText, .text = fakes.replace(line.text), .photos = 0};
  const nlohmann::json extra = nlohmann::json::parse(line.extra, nullptr, false);
  if (!extra.is_object()) return said;
  if (extra.contains("place")) {
    // Where somebody was is personal however it is called.
    said.kind = Kind::kPlace;
    said.text = "示例地点";
  } else if (const auto media = extra.find("media"); media != extra.end() && media->is_array()) {
    const std::string type = extra.value("type", "photo");
    if (type == "voice" && !line.text.empty()) {
      said.kind = Kind::kVoice;
    } else {
      said.kind = Kind::kPhotos;
      said.photos = static_cast<int>(media->size());
      said.text.clear();
    }
  }
  return said;
}

/// The release that most of its turns ran on is the last one's: a conversation that moved ended there.
std::string release_of(const std::vector<storage::Turn>& turns) {
  for (auto turn = turns.rbegin(); turn != turns.rend(); ++turn) {
    if (!turn->release.empty()) return turn->release;
  }
  return {};
}

}  // namespace

std::vector<dialogs::Heard> heard_in(const std::vector<storage::Turn>& turns) {
  dialogs::Fakes fakes;
  std::vector<dialogs::Heard> heard;
  for (const storage::Turn& turn : turns) {
    if (turn.kind != storage::TurnKind::kMessage) continue;
    for (const storage::Line& line : turn.lines) {
      if (line.speaker != storage::Speaker::kDriver) continue;
      heard.push_back({said_of(line, fakes), turn.at});
    }
  }
  return heard;
}

base::Result<std::vector<dialogs::Recording>> record_store(storage::Store& store, const FindRelease& find,
                                                           std::size_t recordings_max) {
  const auto conversations = store.turns().newest(0, recordings_max);
  if (!conversations) return conversations.error();
  std::vector<dialogs::Recording> all;
  for (const storage::Conversation& conversation : *conversations) {
    if (all.size() >= recordings_max) break;
    const std::uint64_t after = conversation.version > kTurnsMax ? conversation.version - kTurnsMax : 0;
    const auto turns = store.turns().transcript(conversation.id, after, kTurnsMax);
    if (!turns) return turns.error();
    const std::shared_ptr<const dialogs::Release> release = find(release_of(*turns));
    if (!release) continue;
    const dialogs::OneRelease releases(release);
    for (dialogs::Recording& recording : dialogs::record(releases, conversation.key.channel, heard_in(*turns))) {
      if (all.size() >= recordings_max) break;
      recording.name = std::to_string(all.size() + 1);
      all.push_back(std::move(recording));
    }
  }
  return all;
}

}  // namespace bot
