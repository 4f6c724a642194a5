#include "bot/desk/saved_views/saved_views_view.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/parts.hpp"
#include "storage/saved_views.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kNamePointsMax = 20;
constexpr std::size_t kQueryBytesMax = 600;
constexpr std::ptrdiff_t kViewsMax = 50;  // of one person, or of everybody

enum class Whose { kOwn, kEverybodys };

std::string scope_of(const Call& call, Whose whose) { return whose == Whose::kOwn ? call.person.name : std::string(); }

void list_views(const CallPtr& call, const Reply& reply) {
  const auto views = call->desk->store.saved_views().of(call->person.name);
  if (!views) return reply(store_failed(*call));
  json items = json::array();
  for (const storage::SavedView& view : *views) {
    items.push_back({{"id", view.id},
                     {"list", view.list},
                     {"name", view.name},
                     {"query", view.query},
                     {"shared", view.scope.empty()},
                     {"author", view.author},
                     {"revision", view.revision}});
  }
  reply(json_answer(200, {{"items", std::move(items)}}));
}

/// "" = it may be kept. A query is what stands in an address: percent-encoded.
std::string fault_of(const storage::SavedView& view) {
  const bool blank = view.name.find_first_not_of(" \t") == std::string::npos;
  const bool one_line = std::none_of(view.name.begin(), view.name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (blank || !one_line || base::count_code_points(view.name) > kNamePointsMax) return "视图要有名字，一行以内，不超过 20 个字";
  const bool plain = std::all_of(view.query.begin(), view.query.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return plain && view.query.size() <= kQueryBytesMax ? "" : "筛选条件太长或写法不对；请从列表重新选";
}

storage::SavedView view_of(const Call& call, Whose whose) {
  return {.id = call.number("id"),
          .scope = scope_of(call, whose),
          .list = call.text("list"),
          .name = call.text("name"),
          .query = call.text("query"),
          .author = call.person.name,
          .revision = call.body->value("revision", std::int64_t{0}),
          .at = call.desk->clock.now()};
}

template <Whose whose>
void add(const CallPtr& call, const Reply& reply) {
  const storage::SavedView view = view_of(*call, whose);
  if (const std::string fault = fault_of(view); !fault.empty()) return reply(refusal(*call, 422, "view", fault));
  const auto views = call->desk->store.saved_views().of(call->person.name);
  if (!views) return reply(store_failed(*call));
  if (std::count_if(views->begin(), views->end(), [&](const storage::SavedView& one) { return one.scope == view.scope; }) >= kViewsMax) {
    return reply(refusal(*call, 422, "view", "已经存了 50 个视图；请先删掉不用的"));
  }
  const auto id = call->desk->store.saved_views().add(view);
  if (id) return reply(json_answer(200, {{"id", *id}, {"revision", 1}}));
  if (id.error().code != base::ErrorCode::kConflict) return reply(store_failed(*call));
  reply(conflict(*call, "已经有叫这个名字的视图，请换一个名字", {{"name", view.name}}));
}

template <Whose whose>
void change(const CallPtr& call, const Reply& reply) {
  const storage::SavedView view = view_of(*call, whose);
  if (const std::string fault = fault_of(view); !fault.empty()) return reply(refusal(*call, 422, "view", fault));
  const auto revision = call->desk->store.saved_views().change(view);
  if (revision) return reply(json_answer(200, {{"id", view.id}, {"revision", *revision}}));
  if (revision.error().code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", "没有这个视图，可能已经删掉了"));
  if (revision.error().code != base::ErrorCode::kConflict) return reply(store_failed(*call));
  json present = json::object();
  const auto views = call->desk->store.saved_views().of(call->person.name);
  if (!views) return reply(store_failed(*call));
  for (const storage::SavedView& one : *views) {
    if (one.id == view.id) present = {{"name", one.name}, {"query", one.query}, {"author", one.author}, {"revision", one.revision}};
  }
  reply(conflict(*call, "这个视图刚被改过，或者这个名字已经有了；您填的还在页面上", present));
}

template <Whose whose>
void drop(const CallPtr& call, const Reply& reply) {
  const base::Status dropped = call->desk->store.saved_views().drop(call->number("id"), scope_of(*call, whose));
  if (dropped) return reply(json_answer(200, json::object()));
  if (dropped.error().code == base::ErrorCode::kNotFound) return reply(refusal(*call, 404, "not_found", "没有这个视图，可能已经删掉了"));
  reply(store_failed(*call));
}

}  // namespace

ViewTable saved_views_view() {
  using namespace schema;
  const Shape list = words({"conversations", "tickets"});
  const Shape made = object({{"list", list}, {"name", text()}, {"query", text()}});
  const Shape changed = object({{"name", text()}, {"query", text()}, {"revision", integer()}});
  const Shape kept = object({{"id", integer()}, {"revision", integer()}});
  return {.routes = {{.method = "GET", .path = "/api/views", .name = "savedViews", .summary = "Filters with a name: one's own, and everybody's.",
                      .roles = kReaders, .answer = object({{"items", schema::list(named("SavedView"))}}), .serve = list_views},
                     {.method = "POST", .path = "/api/views", .name = "saveView", .summary = "A filter of one's own gets a name.",
                      .roles = kReaders, .audit = "view.save", .body = made, .answer = kept, .serve = add<Whose::kOwn>},
                     {.method = "PUT", .path = "/api/views/{id}", .name = "changeView", .summary = "Over the revision that was read.",
                      .roles = kReaders, .audit = "view.change", .body = changed, .answer = kept, .serve = change<Whose::kOwn>},
                     {.method = "DELETE", .path = "/api/views/{id}", .name = "dropView", .summary = "One's own is gone.",
                      .roles = kReaders, .audit = "view.drop", .answer = object({}), .serve = drop<Whose::kOwn>},
                     {.method = "POST", .path = "/api/shared-views", .name = "shareView", .summary = "A filter for everybody gets a name.",
                      .roles = kDeciders, .audit = "view.share", .body = made, .answer = kept, .serve = add<Whose::kEverybodys>},
                     {.method = "PUT", .path = "/api/shared-views/{id}", .name = "changeSharedView", .summary = "Over the revision that was read.",
                      .roles = kDeciders, .audit = "view.change_shared", .body = changed, .answer = kept, .serve = change<Whose::kEverybodys>},
                     {.method = "DELETE", .path = "/api/shared-views/{id}", .name = "dropSharedView", .summary = "It is gone for everybody.",
                      .roles = kDeciders, .audit = "view.drop_shared", .answer = object({}), .serve = drop<Whose::kEverybodys>}},
          .shapes = {{"SavedView", object({{"id", integer()}, {"list", list}, {"name", text()}, {"query", text()}, {"shared", boolean()}, {"author", text()},
                                           {"revision", integer()}})}}};
}

}  // namespace bot::desk
