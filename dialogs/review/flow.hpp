#pragma once
// A dialog as a graph: its steps and what leads from one to the next, for whoever looks at it as a picture. Pure.
#include <string>
#include <vector>

#include "dialogs/language/script.hpp"

namespace dialogs {

struct FlowNode {
  std::string id;                  // of the step, unique in its dialog; "start" for the beginning
  std::string kind;                // start say collect confirm if set classify do redo human next end
  std::string title;               // Chinese, one line
  std::vector<std::string> lines;  // what is said there or asked for
  Place place;                     // of the step in its file
};

struct FlowEdge {
  std::string from;
  std::string to;
  std::string label;  // "" : simply goes on; 是, 否, an action's outcome, 改一改
};

struct Flow {
  std::vector<FlowNode> nodes;  // in the order of the text, the beginning first
  std::vector<FlowEdge> edges;
};

/// Every step of the dialog once; every edge joins two nodes of it. A dialog that runs past its last step leads to an end of its own.
Flow flow_of(const Dialog& dialog);

/// The text's first variant with its placeholders in <>.
std::string to_words(const Text& text);

}  // namespace dialogs
