#include "bot/simulation/simulation.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "bot/simulation/audit.hpp"
#include "bot/simulation/drivers.hpp"
#include "bot/simulation/hotline.hpp"
#include "bot/simulation/node.hpp"
#include "bot/simulation/operators.hpp"
#include "bot/simulation/platform.hpp"
#include "integrations/signing.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace bot::simulation {
namespace {

using storage::sqlite::Fault;
using storage::sqlite::FaultyDisk;

constexpr base::UnixMs kStart{1'773'100'800'000};  // 2026-03-10 08:00 in Jinan
constexpr base::Millis kQuiet = base::hours(2) + base::minutes(6);  // the longest back-off, and a lookup behind it
constexpr base::Millis kLastWords = base::hours(12);

/// Which misfortunes this seed has: each in some seeds only, so that they are also seen apart.
struct Misfortunes {
  bool crashes, power, disk, clock, naps, hotlines, platform;
  bool types_by_hand;  // 12348 has no door for programs
  int drivers;
  std::uint64_t dies_one_in;
  std::uint64_t stalls_one_in;  // calls of hotlines
  bool has_templates;           // no misfortune, but likewise

  explicit Misfortunes(World& world, Plant bug)
      : crashes(world.one_in(2) || bug != Plant::kNone),
        power(world.one_in(2) || bug != Plant::kNone),
        disk(world.one_in(4)),
        clock(world.one_in(3) || bug == Plant::kWallClockForDurations),
        naps(world.one_in(3) || bug == Plant::kLeaseWithoutToken),
        hotlines(!world.one_in(6)),
        platform(!world.one_in(6)),
        types_by_hand(world.one_in(3)),
        drivers(4 + static_cast<int>(world.chance().below(9))),
        dies_one_in(world.one_in(2) || bug != Plant::kNone ? 300 + world.chance().below(900) : 0),
        stalls_one_in(bug == Plant::kLeaseWithoutToken ? 40
                      : naps                           ? 200
                                                       : 0),
        has_templates(world.one_in(2)) {}
};

class Run final : public integrations::HttpOut {
 public:
  Run(const Setting& setting, const std::vector<Edition>& editions, std::shared_ptr<KnownReleases> known,
      std::shared_ptr<const Promises> promises, const FaultyDisk& image)
      : setting_(setting),
        world_(setting.seed, kStart, setting.story),
        misfortunes_(world_, setting.bug),
        disk_(setting.seed),
        platform_(world_, misfortunes_.platform),
        drivers_(world_, platform_, misfortunes_.drivers),
        hotlines_{StandIn(world_, "12345", Remembers::kKeys, misfortunes_.hotlines),
                  StandIn(world_, "12328", Remembers::kTickets, misfortunes_.hotlines),
                  StandIn(world_, "12348", Remembers::kNothing, misfortunes_.hotlines)},
        node_({.world = world_,
               .disk = disk_,
               .books = books_,
               .network = *this,
               .editions = editions,
               .known = std::move(known),
               .promises = std::move(promises),
               .hotlines = {{"12345", integrations::Ability::kKey},
                            {"12328", integrations::Ability::kQuery},
                            {"12348", integrations::Ability::kNone, misfortunes_.types_by_hand}},
               .bug = setting.bug,
               .has_templates = misfortunes_.has_templates,
               .dies_one_in = misfortunes_.dies_one_in,
               .registered = [this](const std::string& hotline, const std::string& ticket, const std::string& number) {
                 const StandIn* stand_in = hotline_named(hotline);
                 return stand_in != nullptr && stand_in->has(ticket, number);
               },
               .forgotten = [this](const std::string& driver) {
                 return drivers_.is_forgotten(driver) ? Drivers::phone_of(driver) : std::string();
               }}),
        operators_(world_, node_, [this](const std::string& name) { return hotline_named(name); }),
        auditor_(world_, books_, platform_) {
    disk_.copy_files_of(image);
    disk_.lie_about_syncs(setting.bug == Plant::kForgottenSync);
    platform_.use_delivery_number_in_id(setting.bug == Plant::kNoKeyOnInbound);
    introduce();
  }

  Outcome run();
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest& request, const integrations::CallLimits& limits) override;

 private:
  void introduce();
  bool knock(Request request, std::function<void(const Response&)> answered);
  void report(const std::string& hotline, const std::string& body);
  void report_signed(const std::string& hotline, const std::string& body, const std::string& secret, bool is_theirs);
  bool is_kept(const Message& message);
  void heal_disk();
  StandIn* hotline_named(std::string_view name);
  void plan_misfortunes();
  void misfortune();
  void clock_jumps();
  void stall();
  void live_until(base::UnixMs until);
  void start_again();
  void checkpoint();

  Setting setting_;
  World world_;
  Misfortunes misfortunes_;
  FaultyDisk disk_;
  bool disk_errs_ = false;  // or is about to
  Books books_;
  Platform platform_;
  Drivers drivers_;
  std::array<StandIn, 3> hotlines_;
  Node node_;
  Operators operators_;
  std::map<std::string, std::string> high_water_;  // by driver, for the bug of that name
  Auditor auditor_;
};

void Run::introduce() {
  world_.give_turns_to(&node_);
  platform_.on({.knock = [this](Request request, auto answered) { return knock(std::move(request), std::move(answered)); },
                .is_kept = [this](const Message& message) { return is_kept(message); }},
               [this](const std::string& driver, const std::string& text) { drivers_.read(driver, text); });
  for (StandIn& hotline : hotlines_) {
    hotline.on({.news = [this, name = hotline.name()] { node_.stir("updates:" + name, world_.clock().now()); },
                .calls = [this, name = hotline.name()](const std::string& body) { report(name, body); },
                .may_die = [this] { node_.may_die(); },
                .is_recorded = [this](const std::string& number) { return books_.receipts.contains(number); }});
  }
}

StandIn* Run::hotline_named(std::string_view name) {
  for (StandIn& hotline : hotlines_) {
    if (hotline.name() == name) return &hotline;
  }
  return nullptr;
}

base::Result<integrations::HttpResponse> Run::call(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  node_.may_die();
  for (StandIn& hotline : hotlines_) {
    if (!request.url.starts_with("http://" + hotline.name() + ".sim/")) continue;
    auto answer = hotline.call(request, limits);
    stall();
    return answer;
  }
  if (request.url.starts_with("http://wechat.sim/")) return platform_.call(request, limits);
  world_.wait(base::Millis{100});
  if (!world_.is_calm() && world_.one_in(10)) return base::Error{base::ErrorCode::kUnreached, "connect"};
  world_.sometimes("somebody on duty was called");
  return integrations::HttpResponse{.status = 200, .headers = {}, .body = {}};
}

/// Whoever called is stopped with the answer in his hands, as a node is whose machine stands still: the others go on, and what he had
/// claimed may be another's when he wakes.
void Run::stall() {
  if (misfortunes_.stalls_one_in == 0 || world_.is_calm() || !world_.one_in(misfortunes_.stalls_one_in)) return;
  world_.tell("a worker stands still in the middle of its call");
  world_.sometimes("a worker stood still in the middle of its call");
  world_.wait(world_.between(base::seconds(30), base::minutes(10)));
}

bool Run::knock(Request request, std::function<void(const Response&)> answered) {
  if (setting_.bug == Plant::kHighWaterMark && node_.runs()) {
    const auto between = [&](std::string_view open, std::string_view close) {
      const std::size_t at = request.body.find(open) + open.size();
      return request.body.substr(at, request.body.find(close, at) - at);
    };
    std::string& highest = high_water_[between("<FromUserName><![CDATA[", "]]>")];
    const std::string id = between("<MsgId>", "</MsgId>");
    if (id < highest) {
      answered({.status = 200, .content_type = "text/plain", .headers = {}, .body = "success"});
      return true;
    }
    highest = id;
  }
  return node_.knock(std::move(request), std::move(answered));
}

/// A hotline reports by itself; now and then somebody else pretends to be it, or it takes another's secret.
void Run::report(const std::string& hotline, const std::string& body) {
  if (world_.one_in(5)) report_signed(hotline, body, report_secret_of(hotline == "12345" ? "12348" : "12345"), false);
  report_signed(hotline, body, report_secret_of(hotline), true);
}

void Run::report_signed(const std::string& hotline, const std::string& body, const std::string& secret, bool is_theirs) {
  const std::string timestamp = std::to_string(world_.now().count / 1000);
  Request request;
  request.method = "POST";
  request.path = "/hook/hotline/" + hotline;
  request.headers = {{"webhook-id", "call"}, {"webhook-timestamp", timestamp}, {"Content-Type", "application/json"}};
  request.headers.emplace_back("webhook-signature", "v1," + integrations::base64_encode(integrations::hmac_sha256(secret, "call." + timestamp + "." + body)));
  request.body = body;
  request.peer = hotline;
  node_.knock(std::move(request), [this, is_theirs, hotline](const Response& response) {
    if (!is_theirs) {
      world_.sometimes("a report with a wrong signature was refused");
      if (response.status != 403 && response.status != 429) world_.broke("I8", "a report that " + hotline + " did not sign was taken");
      return;
    }
    if (response.status == 403 || response.status == 429) world_.broke("T-CLOCK", "a genuine report of " + hotline + " was refused");
    if (response.status == 404) world_.sometimes("a report called in was about a number nobody knows");
    if (response.status == 200) world_.sometimes(response.body.find("kept") != std::string::npos ? "a report called in was kept" : "a report called in was known");
  });
}

/// The answer is on its way: the message's turn must be in the store by now. Where the disk errs in this very look, the next audit
/// looks for it again.
bool Run::is_kept(const Message& message) {
  const auto conversation = node_.store().turns().load({"wechat", "demo", message.driver});
  if (!conversation) return disk_errs_;
  if (!*conversation) return false;
  const auto turn = node_.store().turns().find_turn((*conversation)->id, "m" + message.id, base::UnixMs{0});
  return turn ? turn->has_value() : disk_errs_;
}

// ---- Misfortunes ----------------------------------------------------------------------------------------------------

void Run::plan_misfortunes() {
  world_.after(world_.between(base::hours(2), base::hours(40)), [this] {
    if (world_.is_calm()) return;
    plan_misfortunes();
    misfortune();
  });
}

void Run::heal_disk() {
  disk_.heal();
  disk_errs_ = false;
}

void Run::misfortune() {
  const std::uint64_t kind = world_.chance().below(8);
  if (kind < 2 && misfortunes_.crashes && node_.runs()) {
    world_.sometimes("the process was killed");
    if (kind == 0) disk_.kill_process_at(1 + world_.chance().below(120));
    else disk_.kill_process_now();
  } else if (kind < 4 && misfortunes_.power && node_.runs()) {
    world_.sometimes("the power was cut");
    if (kind == 2) disk_.cut_power_at(1 + world_.chance().below(120));
    else disk_.cut_power_now();
  } else if (kind == 4 && misfortunes_.disk && node_.runs()) {
    static constexpr Fault kFaults[] = {Fault::kIoError, Fault::kNoSpace, Fault::kSyncFails};
    static constexpr const char* kNames[] = {"the disk erred", "the disk was full", "a sync failed"};
    const std::uint64_t which = world_.chance().below(std::size(kFaults));
    world_.sometimes(kNames[which]);
    disk_errs_ = true;
    disk_.fail_at(1 + world_.chance().below(200), kFaults[which], world_.one_in(2));
    world_.after(world_.between(base::minutes(1), base::minutes(40)), [this] {
      heal_disk();
      world_.well_again();
    });
  } else if (kind == 5 && misfortunes_.clock) {
    clock_jumps();
  } else if (misfortunes_.naps) {
    world_.tell("the program sleeps");
    world_.sometimes("the program slept");
    world_.sleep(world_.between(base::seconds(2), base::minutes(10)));
  }
  if (disk_.power_is_off()) throw ProcessDied();
}

/// Somebody sets the clock wrong, and sets it right before the time of doubt is over.
void Run::clock_jumps() {
  if (world_.clock_is_wrong_by().count != 0) return;
  static constexpr base::Millis kJumps[] = {base::minutes(2), base::minutes(10), base::hours(1), base::days(3), base::days(3653)};
  base::Millis by = kJumps[world_.chance().below(std::size(kJumps))];
  if (world_.one_in(2)) by.count = -by.count;
  world_.tell("the clock is set wrong by " + std::to_string(by.count / 1000) + " s");
  world_.sometimes("the clock was set wrong");
  world_.set_clock_wrong_by(by);
  node_.stir_everything();
  world_.after(world_.between(base::minutes(1), base::minutes(9)), [this] {
    world_.tell("the clock is set right");
    world_.set_clock_wrong_by({0});
    node_.stir_everything();
    world_.after(world_.between(base::seconds(10), base::minutes(40)), [this] { node_.confirm_clock(); });
  });
}

// ---- The run --------------------------------------------------------------------------------------------------------

/// Not while the disk errs or is about to: the audit's own reads would meet the error that was meant for the program.
void Run::checkpoint() {
  if (node_.runs() && !disk_errs_) auditor_.look(node_.store());
}

void Run::start_again() {
  if (!world_.is_calm() && misfortunes_.power && world_.one_in(5)) {
    world_.sometimes("the power was cut during the recovery");
    disk_.cut_power_at(1 + world_.chance().below(30));
  }
  if (!node_.start() || disk_.power_is_off()) {
    if (!disk_.power_is_off() && world_.is_calm()) return world_.broke("L1", "the program does not start on a sound disk");
    throw ProcessDied();
  }
  world_.tell("the program is up");
  checkpoint();
}

void Run::live_until(base::UnixMs until) {
  while (!world_.is_broken()) {
    try {
      world_.run_until(until);
      return;
    } catch (const ProcessDied&) {
      world_.tell("the program is dead");
      node_.die();
      if (world_.is_calm()) heal_disk();
      world_.after(world_.between(base::seconds(1), base::minutes(6)), [this] { start_again(); });
    }
  }
}

Outcome Run::run() {
  const base::UnixMs end = kStart + base::days(setting_.days);
  try {
    start_again();
  } catch (const ProcessDied&) {
    node_.die();
    world_.after(base::seconds(1), [this] { start_again(); });
  }
  drivers_.begin(end - kLastWords);
  operators_.begin(end);
  plan_misfortunes();
  live_until(end);
  world_.calm();
  world_.tell("all is calm");
  heal_disk();
  world_.set_clock_wrong_by({0});
  node_.confirm_clock();
  node_.stir_everything();
  live_until(end + kQuiet);
  if (node_.runs()) auditor_.look_at_everything(node_.store());
  if (node_.runs() && !world_.is_broken()) {
    audit_liveness(world_, node_.store(), books_, platform_, {&hotlines_[0], &hotlines_[1], &hotlines_[2]});
  }
  Outcome outcome;
  outcome.finding = world_.finding();
  outcome.latest = world_.latest();
  outcome.seen = world_.seen();
  outcome.digest = world_.digest();
  outcome.events = world_.events();
  outcome.turns = auditor_.turns();
  outcome.tickets = auditor_.tickets();
  return outcome;
}

}  // namespace

const std::vector<Checked>& checked_invariants() {
  static const std::vector<Checked> all{
      {"I1", "一条消息只收一次"},
      {"I2", "回了“收到”的，断电、被杀之后都还在"},
      {"I3", "同一条消息再来，一字不差地回同一句"},
      {"I4", "一段对话的轮次是 1、2、3……，每一轮接着上一轮"},
      {"I5", "一位司机一段对话"},
      {"I6", "正在进行的对话，步骤变了的新话本不管它"},
      {"I7", "工单号不重复；每张工单有它的转办"},
      {"I8", "一件事热线只登记一次；没有回执不说已转办"},
      {"I9", "转办的状态只按规定走"},
      {"I10", "只有还握着租约的人能写结果"},
      {"I12", "定时不提前，也不漏"},
      {"I14", "工单状态只按规定走，日志不断"},
      {"I17", "司机让忘记的，不再存着"},
      {"I19", "没有等不到的回答，没有空转的工人"},
      {"I20", "什么都没有消失：存着的都有人发过，要发的都发到或有人管"},
      {"T-CLOCK", "钟拿不准的时候，不把真消息当伪造的拒掉"},
      {"L1", "故障停了两小时后，没有悬着的转办、消息和租约"},
      {"L2", "热线办结的，这边都知道"},
      {"file", "数据库文件完好"},
  };
  return all;
}

/// The content of a release is not needed where it is compiled already: the database stays small.
Ground::Ground(std::shared_ptr<const dialogs::Release> release, std::shared_ptr<const Promises> promises)
    : editions_(editions_of(std::move(release))), known_(std::make_shared<KnownReleases>(releases_of(editions_))), promises_(std::move(promises)), disk_(1) {
  base::ManualClock clock(kStart);
  base::SeededRandom random(1);
  base::NoLog log;
  storage::SqliteOptions options;
  options.path = "xinsheng.db";
  options.vfs = disk_.vfs();
  options.page_bytes = 2048;
  options.writer_thread = false;
  const auto store = storage::open_sqlite(options, clock, random, log);
  if (store) (void)ReleaseBook::open(editions_.front().release, (*store)->releases(), clock, log).ok();
}

Outcome Ground::simulate(const Setting& setting) const { return Run(setting, editions_, known_, promises_, disk_).run(); }

}  // namespace bot::simulation
