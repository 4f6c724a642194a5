#include "bot/desk/conversations/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/conversations/understood.hpp"
#include "bot/ingress/media.hpp"
#include "bot/releases.hpp"
#include "bot/turns/channel_style.hpp"
#include "bot/turns/kept.hpp"
#include "bot/turns/media_orders.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kTasksLookedAt = 2000;
constexpr std::size_t kTicketsShown = 5;
constexpr std::size_t kLastPointsMax = 60;
constexpr std::size_t kDriverSignsShown = 4;

std::string name_in(const Surroundings& around, const std::string& account) {
  const auto found = around.names.find(account);
  return found == around.names.end() ? account : found->second;
}

json person_json(const Surroundings& around, const dialogs::State& state) {
  return {{"by", state.human->by},
          {"display", name_in(around, state.human->by)},
          {"since", state.human->since.count},
          {"reason", state.human->reason},
          {"danger", state.human->danger}};
}

json tasks_json(const Surroundings& around, const Known& known) {
  json tasks = json::array();
  const auto [begin, end] = around.tasks.equal_range(known.conversation.id);
  for (auto each = begin; each != end; ++each) {
    const storage::Task& task = each->second;
    tasks.push_back({{"id", task.id},
                     {"kind", task.kind},
                     {"reason", known.masking.hide(task.reason)},
                     {"ticket", task.ticket},
                     {"conversation", task.conversation},
                     {"created", task.created.count}});
  }
  return tasks;
}

json tickets_json(const Known& known) {
  json tickets = json::array();
  for (const tickets::Ticket& ticket : known.tickets) {
    tickets.push_back({{"number", ticket.number},
                       {"hotline", ticket.hotline},
                       {"status", tickets::to_name(ticket.status)},
                       {"status_text", tickets::to_chinese(ticket.status)},
                       {"title", known.masking.hide(ticket.title)},
                       {"urgency", ticket.urgency}});
  }
  return tickets;
}

json last_json(DeskParts& desk, const Known& known) {
  json last{{"from", "system"}, {"text", ""}};
  const storage::Conversation& conversation = known.conversation;
  if (conversation.version == 0) return last;
  const auto turns = desk.store.turns().transcript(conversation.id, conversation.version - 1, 1);
  if (!turns || turns->empty()) return last;
  for (const storage::Line& line : turns->front().lines) {
    if (line.text.empty()) continue;
    last = {{"from", speaker_name(line.speaker)}, {"text", base::prefix_of_points(known.masking.hide(line.text), kLastPointsMax)}};
    if (line.speaker == storage::Speaker::kDriver) break;  // what the driver said tells more than what was answered
  }
  return last;
}

json slots_json(const dialogs::Release& release, const Known& known) {
  json frames = json::array();
  for (auto frame = known.state.frames.rbegin(); frame != known.state.frames.rend(); ++frame) {
    const dialogs::Dialog* dialog = release.find_dialog(frame->dialog);
    json slots = json::array();
    for (const auto& [name, slot] : frame->slots) {
      const dialogs::Slot* own = dialog == nullptr ? nullptr : dialog->find_slot(name);
      std::string value = slot.items.empty() ? slot.value : std::to_string(slot.items.size()) + " 张";
      if (value.empty()) continue;
      const bool personal = is_personal(name) || (own != nullptr && is_personal(own->field));
      slots.push_back({{"name", name}, {"value", personal ? hide_value(value) : known.masking.hide(value)}});
    }
    frames.push_back({{"dialog", frame->dialog},
                      {"title", dialog == nullptr ? frame->dialog : dialog->title},
                      {"asks", frame->wait.slot},
                      {"slots", std::move(slots)}});
  }
  return frames;
}

/// How a word reaches the driver now, how many may still leave, and until when.
json reach_json(DeskParts& desk, const Known& known) {
  const ChannelStyle* style = desk.style_of(known.conversation.key);
  if (style == nullptr) return {{"way", "none"}, {"left", 0}, {"until", 0}};
  if (style->has_live_view) return {{"way", "live"}, {"left", -1}, {"until", 0}};
  if (!style->sends_actively) return {{"way", "with_next"}, {"left", -1}, {"until", 0}};
  const Kept kept = decode_kept(known.conversation.owed);
  const int left = may_send(style->quota, kept.sent, Purpose::kWord, desk.clock.now());
  const bool bounded = style->quota.messages_max > 0 && left < std::numeric_limits<int>::max();
  return {{"way", left > 0 ? "active" : "with_next"},
          {"left", bounded ? left : -1},
          {"until", bounded ? (kept.sent.heard + style->quota.window).count : 0}};
}

double to_hundredth(double degrees) { return std::round(degrees * 100) / 100; }

void add_place(json& out, const json& extra, bool masked) {
  const auto place = extra.find("place");
  if (place == extra.end() || !place->is_object()) return;
  out["place"] = place->value("name", "");
  const double latitude = place->value("latitude", 0.0), longitude = place->value("longitude", 0.0);
  if (latitude == 0 && longitude == 0) return;  // the channel gave a name alone
  out["at"] = {{"latitude", masked ? to_hundredth(latitude) : latitude}, {"longitude", masked ? to_hundredth(longitude) : longitude}, {"exact", !masked}};
}

/// Where `key` is given the driver's files are ours, and each is named by its place.
void add_media(json& out, const json& extra, const storage::Line& line, const storage::ConversationKey* key) {
  const auto media = extra.find("media");
  if (media == extra.end() || !media->is_array()) return;
  out["media"] = media->size();
  out["kind"] = extra.value("type", "photo");
  if (key == nullptr) return;
  if (key->channel == "web") {
    for (const json& id : *media) {
      if (id.is_string()) out["photos"].push_back(id);
    }
  } else {
    for (const MediaOrder& order : media_of(line)) out["photos"].push_back(place_of(*key, order.media_id).name);
  }
}

}  // namespace

const char* speaker_name(storage::Speaker speaker) {
  switch (speaker) {
    case storage::Speaker::kDriver: return "driver";
    case storage::Speaker::kBot: return "bot";
    case storage::Speaker::kOperator: return "operator";
    case storage::Speaker::kSystem: return "system";
  }
  return "system";
}

std::string last_signs(std::string_view driver) {
  return base::repair_utf8(driver.substr(driver.size() - std::min(kDriverSignsShown, driver.size())));
}

base::Result<Surroundings> look_around(DeskParts& desk) {
  Surroundings around;
  const auto accounts = desk.store.accounts().all();
  if (!accounts) return accounts.error();
  for (const storage::Account& account : *accounts) around.names[account.name] = account.display;
  const auto tasks = desk.store.desk().open_tasks(0, kTasksLookedAt);
  if (!tasks) return tasks.error();
  for (const storage::Task& task : *tasks) around.tasks.emplace(task.conversation, task);
  return around;
}

std::string_view mode_of(const dialogs::State& state) {
  if (state.human) return state.human->by.empty() ? "waiting" : "person";
  return state.frames.empty() ? "idle" : "bot";
}

base::Result<Known> know(DeskParts& desk, storage::Conversation conversation) {
  return know(desk.store, desk.releases.view()->current(), std::move(conversation));
}

base::Result<Known> know(storage::Store& store, const dialogs::Release& release, storage::Conversation conversation) {
  const auto state = dialogs::decode_state(conversation.state);
  if (!state) return base::Error{base::ErrorCode::kInvalid, "desk: a state that cannot be read"};
  const auto tickets = store.tickets().of_conversation(conversation.id, kTicketsShown);
  if (!tickets) return tickets.error();
  Known known{.conversation = std::move(conversation), .state = *state, .tickets = *tickets, .masking = {}};
  known.masking = Masking(personal_values(known.state, release, known.tickets), external_numbers(known.tickets));
  return known;
}

json summary_json(DeskParts& desk, const Surroundings& around, const Known& known) {
  const storage::Conversation& conversation = known.conversation;
  const std::string& driver = conversation.key.driver;
  json row{{"id", conversation.id},
          {"channel", conversation.key.channel},
          {"account", conversation.key.account},
          {"driver", last_signs(driver)},
          {"sequence", conversation.version},
          {"updated", conversation.updated.count},
          {"mode", mode_of(known.state)},
          {"last", last_json(desk, known)},
          {"tickets", tickets_json(known)},
          {"tasks", tasks_json(around, known)}};
  if (known.state.human) row["person"] = person_json(around, known.state);
  return row;
}

json detail_json(DeskParts& desk, const Surroundings& around, const Known& known) {
  const std::shared_ptr<const ReleaseView> view = desk.releases.view();
  return {{"conversation", summary_json(desk, around, known)},
          {"frames", slots_json(view->current(), known)},
          {"reach", reach_json(desk, known)}};
}

bool has_photos(const DeskParts& desk, const storage::ConversationKey& key) {
  if (key.channel == "web") return true;
  const ChannelStyle* style = desk.style_of(key);
  return style != nullptr && style->fetches_media;
}

json turn_json(const dialogs::Release& release, const storage::ConversationKey* photos_of, const storage::Turn& turn, const Masking* masking) {
  json lines = json::array();
  for (const storage::Line& line : turn.lines) {
    json out{{"from", speaker_name(line.speaker)}, {"text", base::repair_utf8(masking == nullptr ? line.text : masking->hide(line.text))}};
    const json extra = line.extra.empty() ? json::object() : json::parse(line.extra, nullptr, false);
    if (extra.is_object()) {
      if (extra.contains("by")) out["by"] = extra["by"];
      if (extra.value("internal", false)) out["internal"] = true;
      if (extra.contains("options") && extra["options"].is_array()) {
        for (const json& option : extra["options"]) out["options"].push_back(option.value("label", ""));
      }
      add_place(out, extra, masking != nullptr);
      add_media(out, extra, line, photos_of);
    }
    if (line.speaker == storage::Speaker::kDriver) {
      json understood = understood_json(release, line.text);
      if (!understood.is_null()) out["understood"] = std::move(understood);
    }
    lines.push_back(std::move(out));
  }
  return {{"sequence", turn.sequence}, {"at", turn.at.count}, {"lines", std::move(lines)}};
}

}  // namespace bot::desk
