#pragma once
// Reading and writing the lines of conversation tests (dialog language §5.1). Pure.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// The scalar below that key; "" if there is none.
std::string text_at(const Node& node, std::string_view key);
/// The map below that key as fields; empty if there is none.
Fields fields_at(const Node& node, std::string_view key);
std::optional<int> number_in(std::string_view text);

Node scalar(std::string text);
Node map_of(std::initializer_list<std::pair<std::string_view, Node>> entries);
Node map_of(const Fields& fields);
TestLine line_of(std::string_view key, Node value);

/// The test in the test format, ready to be pasted below `tests:`; load_tests() of it gives the same test.
std::string as_yaml(const ConversationTest& test);
/// A whole file of kind `tests`.
std::string as_test_file(const ConversationTest& test);

}  // namespace dialogs
