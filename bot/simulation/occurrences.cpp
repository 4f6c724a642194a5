#include "bot/simulation/occurrences.hpp"

namespace bot::simulation {

const std::vector<std::string_view>& demanded_occurrences() {
  static const std::vector<std::string_view> all{
      // Row 53: an answer that is no receipt.
      "submit: 200 with an error body", "submit: 200 empty after the effect", "submit: 200 with a page", "submit: another ticket's receipt",
      // Row 54: refusals, locks, rests, effects behind an error, redirections.
      "submit: 400", "submit: 422", "submit: 401", "submit: 403", "submit: 404", "submit: 410", "submit: 429 with Retry-After",
      "submit: 429 with a Retry-After of more than a day", "submit: 500 before the effect", "submit: 500 after the effect", "submit: 503",
      "submit: 302",
      // Row 55: answers that break off, drip, never end, or come to nothing.
      "submit: takes it, the answer is lost", "submit: drips, the effect happened", "submit: an answer without end",
      "submit: gives no answer", "submit: takes it minutes later",
      // Row 56: what hotlines report.
      "an older status is reported late", "a closed ticket is reported again", "a foreign ticket is reported",
      "another hotline's ticket is reported", "an update is reported twice", "updates are reported in reverse order",
      "a report called in was kept", "a report called in was known", "a report called in was about a number nobody knows",
      "a report with a wrong signature was refused",
      // Hotlines for hours and days.
      "hotline is well", "hotline refuses connections", "hotline does not answer", "hotline is busy", "hotline errs",
      "hotline talks nonsense", "hotline locks us out",
      // What became of forwards.
      "the same key came again", "looked up: absent", "looked up: found", "an unknown outcome was taken up", "a forward was parked",
      "an outbox row died", "a lease ran out", "a zombie's settlement was refused",
      // Persons.
      "a person confirmed a forward", "a person sent a forward again", "a person closed a forward", "a ticket was sent to another hotline",
      "a number was typed back", "an order was refused", "order contact", "order tried", "order act", "order pause", "order resume",
      "order return", "order extend", "order approve", "order refuse", "order close", "order revisit-tried", "order revisited",
      "order reopen", "a ticket came for another round", "order merge", "order split", "order withdraw", "order note", "an alert was acknowledged",
      "a person gave a conversation back", "a person confirmed the clock", "a release was published",
      "a conversation moved to another release",
      // The machine and the clock.
      "the process was killed", "killed in the middle of something", "the power was cut", "the power was cut during the recovery",
      "the disk erred", "the disk was full", "a sync failed", "the program stopped itself", "the clock was set wrong",
      "the program slept", "a worker stood still in the middle of its call",
      // The platform and its drivers.
      "a message was overtaken", "a message was delivered again", "an acknowledged message came again", "a message met a closed door",
      "an answer did not arrive", "an active message failed", "an active message came after 48 hours",
      "a template message arrived", "a template message came again", "a template message was refused", "a template was not valid",
      "a revisit was answered late", "a driver vanished in the middle",
      "a driver was forgotten", "a ticket was opened", "somebody on duty was called",
      // The ladder.
      "a rung was climbed: steppedremind", "a rung was climbed: steppedbreach", "a rung was climbed: steppedsupervise1",
      "a rung was climbed: steppedsupervise2", "a rung was climbed: steppedbulletin", "a rung was climbed late, after an outage"};
  return all;
}

std::vector<std::string_view> missing_occurrences(const std::map<std::string, std::int64_t>& seen) {
  std::vector<std::string_view> missing;
  for (const std::string_view one : demanded_occurrences()) {
    if (!seen.contains(std::string(one))) missing.push_back(one);
  }
  return missing;
}

}  // namespace bot::simulation
