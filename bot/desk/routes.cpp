#include "bot/desk/routes.hpp"

#include <set>
#include <utility>

#include "bot/desk/accounts/accounts_view.hpp"
#include "bot/desk/audit/audit_view.hpp"
#include "bot/desk/conversations/conversations_view.hpp"
#include "bot/desk/files/files_view.hpp"
#include "bot/desk/live/live_view.hpp"
#include "bot/desk/photos/photos_view.hpp"
#include "bot/desk/replies/replies_view.hpp"
#include "bot/desk/reports/reports_view.hpp"
#include "bot/desk/saved_views/saved_views_view.hpp"
#include "bot/desk/scripts/scripts_view.hpp"
#include "bot/desk/search/search_view.hpp"
#include "bot/desk/session/session_view.hpp"
#include "bot/desk/tickets/tickets_view.hpp"
#include "bot/desk/view.hpp"

namespace bot::desk {
namespace {

constexpr View kViews[] = {session_view, conversations_view, photos_view, replies_view, tickets_view, saved_views_view, live_view,
                            scripts_view, search_view, reports_view, files_view, accounts_view, audit_view};

}  // namespace

std::vector<DeskRoute> all_routes() {
  std::vector<DeskRoute> routes;
  for (const View view : kViews) {
    for (DeskRoute& route : view().routes) routes.push_back(std::move(route));
  }
  return routes;
}

std::vector<schema::Field> shared_shapes() {
  std::vector<schema::Field> shapes;
  for (const View view : kViews) {
    for (schema::Field& shape : view().shapes) shapes.push_back(std::move(shape));
  }
  return shapes;
}

std::vector<std::string> faults_of(const std::vector<DeskRoute>& routes) {
  std::vector<std::string> faults;
  std::set<std::string> names, paths;
  for (const DeskRoute& route : routes) {
    const std::string where = std::string(route.method) + " " + route.path;
    if (route.roles.empty() != route.open) faults.push_back(where + ": no role may use it, or it is open and names roles");
    if (!std::string_view(route.path).starts_with("/api/")) faults.push_back(where + ": not below /api/");
    if (!names.insert(route.name).second) faults.push_back(where + ": its name is another's");
    if (!paths.insert(where).second) faults.push_back(where + ": stands twice");
    if (route.writes() && !route.open && std::string_view(route.audit).empty()) faults.push_back(where + ": a write that leaves no trace");
    if (route.asks && (!route.has_body() || !std::string_view(route.audit).empty())) faults.push_back(where + ": a question that is GET or leaves a trace");
    if (!route.serve == !route.stream) faults.push_back(where + ": nobody serves it");
  }
  return faults;
}

}  // namespace bot::desk
