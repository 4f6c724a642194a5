#pragma once
// What a hotline's HTTP answer means (reliability reference §5.3, §4 rows 53–55; peers reference §4.5).
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "integrations/hotlines/hotline.hpp"

namespace integrations::open311 {

/// The attribute under which our ticket number travels.
inline constexpr std::string_view kTicketAttribute = "ticket_no";
inline constexpr std::string_view kRoundAttribute = "round";  // absent: the first

SubmitOutcome read_submit_answer(const base::Result<HttpResponse>& answer);
LookupOutcome read_lookup_answer(const Sought& sought, const base::Result<HttpResponse>& answer);
base::Result<std::vector<HotlineUpdate>> read_updates_answer(const base::Result<HttpResponse>& answer);

/// The peers' words, case ignored, '_' as a space: open and its kin are received, closed and its kin closed, not theirs returned, anything
/// else in progress.
HotlineStatus read_status(std::string_view word);

/// Seconds, or a date against the answer's own Date header; 0 if absent or not understood; at most 2 h.
base::Millis read_retry_after(const HttpResponse& answer);

}  // namespace integrations::open311
