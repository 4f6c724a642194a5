// Dialogs as graphs.
#include "dialogs/review/flow.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/dialogs/rehearsal/dialog_tree.hpp"

namespace dialogs {
namespace {

bool has_edge(const Flow& flow, const std::string& from, const std::string& to, const std::string& label) {
  return std::any_of(flow.edges.begin(), flow.edges.end(),
                     [&](const FlowEdge& edge) { return edge.from == from && edge.to == to && edge.label == label; });
}

}  // namespace

TEST_CASE("every dialog of the shipped scripts is a graph whose edges join its own steps, each step reached") {
  const auto release = tests::shipped_release();
  REQUIRE(release != nullptr);
  for (const Dialog& dialog : release->dialogs) {
    CAPTURE(dialog.id);
    const Flow flow = flow_of(dialog);
    std::set<std::string> ids, reached{"start"};
    for (const FlowNode& node : flow.nodes) CHECK(ids.insert(node.id).second);
    for (const FlowEdge& edge : flow.edges) {
      CHECK(ids.count(edge.from) == 1);
      CHECK(ids.count(edge.to) == 1);
      reached.insert(edge.to);
    }
    CHECK(reached == ids);
  }
}

TEST_CASE("a graph shows both sides of a condition, and every outcome of an action, the unwritten ok too") {
  const auto release = tests::shipped_release();
  const Dialog* status = release->find_dialog("status");
  REQUIRE(status != nullptr);
  const Flow flow = flow_of(*status);
  CHECK(flow.nodes.front().id == "start");
  CHECK(flow.nodes[1].title == "查工单进度");
  for (const char* outcome : {"ok", "none", "fail", "timeout"}) {
    CHECK(std::any_of(flow.edges.begin(), flow.edges.end(), [&](const FlowEdge& edge) { return edge.from == "q" && edge.label == outcome; }));
  }
  const Flow complaint = flow_of(*release->find_dialog("complaint"));
  const auto condition = std::find_if(complaint.nodes.begin(), complaint.nodes.end(), [](const FlowNode& node) { return node.kind == "if"; });
  REQUIRE(condition != complaint.nodes.end());
  for (const char* side : {"是", "否"}) {
    CHECK(std::any_of(complaint.edges.begin(), complaint.edges.end(),
                      [&](const FlowEdge& edge) { return edge.from == condition->id && edge.label == side; }));
  }
  CHECK(has_edge(complaint, "check", "submit", ""));
}

}  // namespace dialogs
