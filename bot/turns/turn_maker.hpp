#pragma once
// One letter and one conversation in, one transaction out. Runs step(), carries out local effects and feeds their results
// back until the turn is quiet. Reads tickets and releases; writes nothing: the caller commits. Serves all threads.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/releases.hpp"
#include "bot/turns/channel_style.hpp"
#include "bot/turns/letter.hpp"
#include "bot/turns/kept.hpp"
#include "bot/turns/ticket_desk.hpp"
#include "storage/store.hpp"

namespace bot {

/// A conversation as a mailbox holds it between turns.
struct Open {
  std::int64_t id = 0;  // 0: not stored yet
  std::uint64_t version = 0;
  dialogs::State state;
  Kept kept;
};

struct MadeTurn {
  storage::TurnWrite write;
  dialogs::State state;            // becomes the conversation's after the commit
  Kept kept;                       // likewise
  std::string passive;             // the text of the passive answer
  std::string refusal;             // an order that may not be carried out: why; nothing is to be written
};

class TurnMaker {
 public:
  struct Options {
    RateLimit rate_limit;
    bool alerts = false;  // somebody is on duty: a danger also calls them
    const PromiseBook* promises = nullptr;  // outlives the maker; nullptr: nothing is promised
    /// Sees every step with its trace; for the simulator. May be empty: then no trace is made.
    std::function<void(const dialogs::Event&, const dialogs::StepResult&)> on_step = {};
  };
  TurnMaker(const ReleaseBook& releases, storage::Tickets& tickets, base::Random& random, base::Log& log,
            Options options)
      : releases_(releases),
        promises_(options.promises != nullptr ? *options.promises : nothing_promised_),
        desk_(tickets, promises_, random),
        tickets_(tickets),
        random_(random),
        log_(log),
        options_(std::move(options)) {}

  /// nullopt: the letter changes nothing (a timer that is not due, news that is old) and needs no turn. A fault of ours gives a turn of kind kQuarantined: the message is kept, the
  /// driver is told a person will answer, an operator task is open.
  std::optional<MadeTurn> make(const Open& open, const ChannelStyle& style, const Letter& letter, base::UnixMs now);

 private:
  struct Work;
  bool driver_said(Work& work, const DriverSaid& said);
  void fetch_media(Work& work, const storage::Line& line);
  bool timer_due(Work& work);
  bool is_urgent(const Work& work, std::string_view text) const;
  void read_burst(Work& work);
  bool ticket_news(Work& work, const TicketNews& news);
  bool forward_decided(Work& work, const ForwardDecided& decided);
  bool clock_due(Work& work, const ClockDue& due);
  bool ordered(Work& work, const TicketOrder& order);
  bool merged_closed(Work& work, const MergedClosed& closed);
  void contacted(Work& work, const std::string& by);
  bool template_refused(Work& work, const TemplateRefused& refused);
  void did_not_arrive(Work& work, const std::string& message_id);
  void send_template(Work& work, integrations::TemplatePurpose purpose, const tickets::Ticket& ticket);
  void apply(Work& work, TicketActs acts);
  base::Result<TicketLife> life_of(const Work& work, std::string_view ticket) const;
  bool person_done(Work& work, const PersonDone& done);
  bool person_acts(Work& work, const PersonActs& acts);
  bool move_if_due(Work& work, bool quietly);
  void run(Work& work, const dialogs::Event& event);
  void alarm(Work& work, const dialogs::AlarmEffect& alarm, base::UnixMs first_at);
  std::string ticket_in_hand(const Work& work) const;
  void quarantine(Work& work, std::string_view reason);
  MadeTurn finish(Work& work, const Open& open, bool can_answer);

  const ReleaseBook& releases_;
  const PromiseBook nothing_promised_;
  const PromiseBook& promises_;
  TicketDesk desk_;
  storage::Tickets& tickets_;
  base::Random& random_;
  base::Log& log_;
  Options options_;
};

}  // namespace bot
