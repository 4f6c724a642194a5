#pragma once
// What people decided otherwise than the rules, on its way to become a rule.
#include "bot/desk/route.hpp"

namespace bot::desk {

/// Among the newest tickets (newest_stories) those that somebody moved to another hotline, for which the running rules still name another:
/// who moved them, why, what the rules say, and words of the story that could say better, with what each would gain and break among those
/// tickets. Masked. One that the rules have learned is not told any more.
void list_corrections(const CallPtr& call, const Reply& reply);
/// Body {text, route, word}: the draft's rules of routes with the correction as a test, and the weakest rule of the word that fulfils it
/// without breaking another test (bot/publishing/correct_rules.hpp). Changes nothing; 422 with the reason where it cannot be done.
void correct_draft(const CallPtr& call, const Reply& reply);

}  // namespace bot::desk
