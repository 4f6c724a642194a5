#pragma once
// A stand-in hotline inside the simulator, with a ledger of its own. It knows Open311 from its specification and shares no code
// with the client it is called by. It fails in every way hotlines fail (reliability reference §4 rows 53–56).
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/simulation/world.hpp"
#include "integrations/http_client.hpp"

namespace bot::simulation {

/// What it says about tickets that are none of the caller's: nobody may ever read it.
inline constexpr std::string_view kForeignWords = "与您无关";

/// What the client may rely on (integrations::Ability, in the hotline's own words).
enum class Remembers { kKeys, kTickets, kNothing };

class StandIn {
 public:
  struct Registration {
    std::string number;  // the hotline's own
    std::string ticket;
    std::string key;
    int round = 1;
    base::UnixMs at{0};
    std::optional<base::UnixMs> closed;
    std::string closing_words;
  };
  struct Told {
    std::function<void()> news;         // it has something new to report
    std::function<void(const std::string& report)> calls;  // it reports by itself
    std::function<void()> may_die;      // the caller may die here: before or after the effect
    std::function<bool(const std::string&)> is_recorded;  // the caller has this number of ours as a receipt
  };

  StandIn(World& world, std::string name, Remembers remembers, bool has_faults);

  void on(Told told) { told_ = std::move(told); }
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest& request,
                                                const integrations::CallLimits& limits);

  const std::string& name() const { return name_; }
  const std::vector<Registration>& ledger() const { return ledger_; }
  bool has(std::string_view ticket, std::string_view number) const;
  /// Somebody rings them up: the number they gave this round of the ticket, "" if they do not know it.
  std::string ask(std::string_view ticket, int round) const;
  /// A person types the ticket into their system, unless they have it; the number they give it.
  std::string enter(const std::string& ticket, int round);
  /// A person sent the ticket again on purpose: it may now stand in the ledger once more.
  void allow_again(const std::string& ticket) { ++allowed_[ticket]; }

 private:
  using Answer = base::Result<integrations::HttpResponse>;
  enum class Weather { kFair, kRefuses, kSilent, kBusy, kErrors, kNonsense, kLocked };

  void change_weather();
  Answer submit(const integrations::HttpRequest& request, const integrations::CallLimits& limits);
  Answer submit_faultily(const integrations::HttpRequest& request, const integrations::CallLimits& limits, std::uint64_t fault);
  Answer take(const integrations::HttpRequest& request);
  Answer look_up(std::string_view query);
  Answer report(std::string_view query);
  bool fails();
  std::string recorded_number() const;
  Answer bad_reading(const integrations::CallLimits& limits);
  void work_on(std::size_t at);
  void publish(const Registration& of, std::string_view status, std::string_view words, base::UnixMs at);

  World& world_;
  std::string name_;
  Remembers remembers_;
  bool has_faults_;
  Weather weather_ = Weather::kFair;
  Told told_;
  std::vector<Registration> ledger_;
  std::map<std::string, std::size_t> by_key_;
  std::map<std::pair<std::string, int>, int> registered_;  // by ticket and round
  std::map<std::string, int> allowed_;
  struct Update {
    base::UnixMs at{0};
    std::string json;
  };
  std::vector<Update> updates_;
};

/// The value of a parameter in a query or a form, decoded; "" if absent.
std::string parameter(std::string_view form, std::string_view name);

}  // namespace bot::simulation
