#pragma once
// What the desk tells an author about a text that is being written, without saving it. Each answers one route (scripts_view.cpp).
#include "bot/desk/route.hpp"

namespace bot::desk {

/// Body {path, text, tests}: the draft with this text in place of that file: what lint says of all files, and the file's dialog as a graph
/// where it can be compiled.
void check_script(const CallPtr& call, const Reply& reply);
/// Body {path, text}: the text in its one form.
void format_script(const CallPtr& call, const Reply& reply);
/// Body {path, text, now, lines}: the lines played from the first one on.
void talk_with_draft(const CallPtr& call, const Reply& reply);
/// Body {path, text, now, lines, name}: the same as a conversation test, to be pasted below `tests:`.
void talk_as_test(const CallPtr& call, const Reply& reply);
/// The JSON Schema of the files.
void show_schema(const CallPtr& call, const Reply& reply);

}  // namespace bot::desk
