#pragma once
// A gateway of the operator's own that dials or sends a short message: one JSON object by POST. Taken: any 2xx.
#include "integrations/alerts/alert_line.hpp"

namespace integrations {

std::unique_ptr<AlertLine> make_alert_webhook(AlertAddress address);

}  // namespace integrations
