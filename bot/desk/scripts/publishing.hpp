#pragma once
// From a draft to what runs, and back: releases, trials, agreements of a second person, publications. Each answers one route
// (scripts_view.cpp).
#include "bot/desk/route.hpp"

namespace bot::desk {

void list_releases(const CallPtr& call, const Reply& reply);
/// How many conversations run on which release. Reads every running conversation once.
void count_running(const CallPtr& call, const Reply& reply);
/// The draft's trial: state running, or done with its report; the page asks again. Whoever agreed to exactly this is named.
void try_draft_out(const CallPtr& call, const Reply& reply);
/// A second person has seen the report. The entry in the audit log, written before this is called, is the agreement: it names the
/// publication that runs and the draft's bytes, and holds for nothing else.
void agree_to_draft(const CallPtr& call, const Reply& reply);
/// Body {key, reason, moves_all}. 409: the draft or what runs is another by now. 422: a gate refused, or nobody else agreed.
void publish_draft(const CallPtr& call, const Reply& reply);
/// Body {expected, reason, moves_all, withdraw}: the content of that publication under a new number.
void restore_release(const CallPtr& call, const Reply& reply);

}  // namespace bot::desk
