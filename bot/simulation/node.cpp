#include "bot/simulation/node.hpp"

#include <algorithm>
#include <utility>

#include "bot/ingress/hotline_reports.hpp"
#include "bot/ingress/webhooks.hpp"
#include "bot/workers/alerter.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/promise_keeper.hpp"
#include "bot/workers/release_keeper.hpp"
#include "bot/workers/sender.hpp"
#include "bot/workers/timekeeper.hpp"
#include "bot/workers/update_reader.hpp"
#include "integrations/channels/wechat/wechat.hpp"
#include "integrations/hotlines/registry.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace bot::simulation {
namespace {

constexpr char kAccount[] = "demo";
constexpr char kFile[] = "xinsheng.db";
constexpr base::Millis kLease = base::seconds(60);
constexpr base::Millis kPoll = base::seconds(15);
constexpr int kCallsAtOnce = 2;
// Idle time is jumped over: a worker passes when something is due for it, and at least so often.
constexpr base::Millis kHeartbeat = base::hours(2);
constexpr base::Millis kLeasesLookedAtEvery = base::seconds(6);  // the timekeeper's 5 s, and its rest
constexpr base::Millis kThrottled = base::seconds(2);
constexpr std::size_t kForwardsMax = 10'000;
constexpr int kPassesWithoutRestMax = 2000;

std::shared_ptr<const integrations::Channel> make_channel(bool has_templates) {
  integrations::WechatAccount account;
  account.app_id = "wx0000000simulated";
  account.tokens = {"simulated"};
  account.accept_plain = true;
  account.app_secret = "simulated";
  account.api_base = "http://wechat.sim";
  if (has_templates) {
    using integrations::TemplatePurpose;
    for (const TemplatePurpose purpose : {TemplatePurpose::kResult, TemplatePurpose::kRevisit}) {
      account.templates.push_back({.purpose = purpose,
                                   .kind = integrations::WechatTemplate::Kind::kTemplate,
                                   .id = "simulated",
                                   .url = {},
                                   .fields = {{"character_string1", "工单号"}, {"thing2", "提示"}}});
    }
  }
  return std::move(integrations::make_wechat(account)).value();
}

std::shared_ptr<const integrations::Hotline> make_protocol(const SimulatedHotline& hotline) {
  return std::move(integrations::make_hotline(hotline.is_manual ? "manual" : "open311", {.base_url = "http://" + hotline.name + ".sim/",
                                                                                       .api_key = "simulated",
                                                                                       .jurisdiction = {},
                                                                                       .ability = hotline.ability}))
      .value();
}

ChannelStyle style_of(const integrations::Channel& channel) {
  return {.channel = "wechat",
          .answers_passively = true,
          .sends_actively = true,
          .gathers = true,
          .has_live_view = false,
          .has_buttons = false,
          .text_bytes_max = channel.text_bytes_max(),
          .quota = {.messages_max = 5, .window = base::hours(48)},
          .result_template = channel.has_template(integrations::TemplatePurpose::kResult),
          .revisit_template = channel.has_template(integrations::TemplatePurpose::kRevisit)};
}

std::shared_ptr<const Roster> make_roster() {
  auto roster = std::make_shared<Roster>();
  for (const char* person : {"first", "second"}) {
    auto line = integrations::make_alert_line("webhook", {.url = std::string("http://duty.sim/") + person, .phone = {}});
    roster->people.push_back({.person = person, .line = std::move(line).value()});
  }
  roster->shifts.push_back({.weekdays = {0, 1, 2, 3, 4, 5, 6}, .from_minute = 0, .to_minute = 0, .ladder = {0, 1}});
  return roster;
}

/// The answer's way back. The program may be dead when it leaves; then it does not.
class Way final : public Responder::Port {
 public:
  Way(std::function<bool()> is_open, std::function<void(const Response&)> answered)
      : is_open_(std::move(is_open)), answered_(std::move(answered)) {}
  void send(Response response) override {
    if (is_open_()) answered_(response);
  }
  std::shared_ptr<EventStream> stream(Response) override { return nullptr; }
  void forgotten() override { send({.status = 503, .content_type = {}, .headers = {}, .body = {}}); }

 private:
  std::function<bool()> is_open_;
  std::function<void(const Response&)> answered_;
};

}  // namespace

bool StepExecutor::run_one() {
  if (tasks_.empty()) {
    world_.broke("I19", "a letter waits for an answer that nothing will bring");
    throw ProcessDied();
  }
  run();
  return true;
}

void StepExecutor::run_all() {
  while (!tasks_.empty()) run();
}

void StepExecutor::run() {
  may_die_();
  const std::function<void()> task = std::move(tasks_.front());
  tasks_.pop_front();
  task();
}

/// What a process holds in memory; made anew by every start. Members in the order of their making.
struct Node::Program {
  Program(Node& node, Machine& machine)
      : random(machine.world.chance().next_u64()),
        wall_only(machine.world.clock()),
        clock(machine.bug == Plant::kWallClockForDurations ? static_cast<const base::Clock&>(wall_only) : machine.world.clock()),
        executor(machine.world, [&node] { node.may_die(); }),
        channel(make_channel(machine.has_templates)),
        quarantine("nowhere", random),
        forgeries(clock),
        clock_watch(clock),
        promises(machine.promises),
        promise_clock(clock) {}
  ~Program() {
    mailboxes_live = false;
    store.reset();  // its writer still ends turns: their ends must find the mailboxes
  }

  base::SeededRandom random;
  WallOnly wall_only;
  const base::Clock& clock;
  base::NoLog log;
  StepExecutor executor;
  std::shared_ptr<const integrations::Channel> channel;
  Quarantine quarantine;
  Forgeries forgeries;
  ClockWatch clock_watch;
  PromiseBook promises;
  DutyBook duty{make_roster()};
  ClockWatch promise_clock;
  std::map<std::string, std::shared_ptr<HotlineLine>> lines;
  ChannelStyle style = style_of(*channel);
  storage::Store* stored = nullptr;  // the innermost
  std::unique_ptr<storage::Store> store;
  std::unique_ptr<ReleaseBook> releases;
  std::unique_ptr<TurnMaker> maker;
  std::array<std::unique_ptr<Mailboxes>, 2> mailboxes;
  std::array<std::vector<Route>, 2> doors;
  bool mailboxes_live = true;
};

Node::Node(Machine machine) : machine_(std::move(machine)) {}

Node::~Node() {
  machine_.disk.kill_process_now();
  jobs_.clear();
  program_.reset();
}

bool Node::start() {
  auto program = std::make_unique<Program>(*this, machine_);
  storage::SqliteOptions options;
  options.path = kFile;
  options.vfs = machine_.disk.vfs();
  options.writer_thread = false;
  options.flush_after = base::minutes(1);
  options.checkpoint_pages = 256;
  options.whole_max = 4;  // conversations are read from the disk, too
  auto store = storage::open_sqlite(options, machine_.world.clock(), program->random, program->log);
  if (!store) return false;
  program->stored = store->get();
  program->store = watch(plant(machine_.bug, std::move(*store)),
                         {.world = machine_.world,
                          .books = machine_.books,
                          .stir = [this](const std::string& topic, base::UnixMs due) { stir(topic, due); },
                          .registered = machine_.registered,
                          .forgotten = machine_.forgotten,
                          .may_move = [this](const std::string& from, const std::string& to) { return may_move(machine_.editions, from, to); }});
  if (const auto newest = program->store->turns().newest(0, 1); newest && !newest->empty()) {
    program->clock_watch.begin_after(newest->front().updated);
  }
  auto releases = ReleaseBook::open(machine_.editions.front().release, program->store->releases(), program->clock, program->log,
                                    FolderUse::kUntilPublished, machine_.known);
  if (!releases) return false;
  program->releases = std::move(*releases);
  program->maker = std::make_unique<TurnMaker>(*program->releases, program->store->tickets(), program->random, program->log,
                                               TurnMaker::Options{.rate_limit = {}, .alerts = true, .promises = &program->promises, .on_step = {}});
  for (std::size_t i = 0; i < program->mailboxes.size(); ++i) {
    program->mailboxes[i] = std::make_unique<Mailboxes>(
        *program->maker, program->store->turns(), program->executor, program->clock, program->log,
        [style = &program->style](const storage::ConversationKey&) { return style; }, Mailboxes::Options{});
    const WebhookParts called{.mailboxes = *program->mailboxes[i],
                              .forgeries = program->forgeries,
                              .quarantine = program->quarantine,
                              .clock_watch = program->clock_watch,
                              .clock = program->clock,
                              .log = program->log};
    program->doors[i] = webhook_routes(kAccount, program->channel, called);
    for (const SimulatedHotline& hotline : machine_.hotlines) {
      program->doors[i].push_back(
          hotline_report_route(hotline.name, make_protocol(hotline), report_secret_of(hotline.name), *program->store, called));
    }
  }
  add_workers(*program);
  program_ = std::move(program);
  remember_what_waits();
  machine_.world.program_starts();
  return true;
}

void Node::add_workers(Program& program) {
  storage::Store& store = *program.store;
  Mailboxes& mailboxes = *program.mailboxes[0];
  for (const SimulatedHotline& hotline : machine_.hotlines) {
    auto line = std::make_shared<HotlineLine>();
    line->hotline = make_protocol(hotline);
    program.lines[hotline.name] = line;
    for (int i = 0; i < kCallsAtOnce; ++i) {
      add("forwards:" + hotline.name,
          std::make_unique<Forwarder>(line, ForwarderOptions{.hotline = hotline.name, .lease = kLease}, store, mailboxes,
                                      machine_.network, program.clock, program.random, program.log));
    }
    add("updates:" + hotline.name, std::make_unique<UpdateReader>(line, hotline.name, kPoll, store, mailboxes, machine_.network,
                                                                  program.clock, program.clock_watch, program.log));
  }
  add("messages", std::make_unique<Sender>(program.channel, std::string("wechat/") + kAccount, store.outbox(), mailboxes, machine_.network,
                                           program.clock, program.random, program.log, kLease));
  add("alerts", std::make_unique<Alerter>(program.duty, store.outbox(), machine_.network, program.clock, program.log, kLease));
  add("releases", std::make_unique<ReleaseKeeper>(*program.releases, store, mailboxes, program.clock, program.log));
  add("promises", std::make_unique<PromiseKeeper>(PromiseKeeper::Parts{.store = store,
                                                                       .mailboxes = mailboxes,
                                                                       .promises = program.promises,
                                                                       .clock_watch = program.promise_clock,
                                                                       .clock = program.clock,
                                                                       .log = program.log,
                                                                       .lease = kLease}));
  add("timers", std::make_unique<Timekeeper>(store, mailboxes, program.clock, program.log, kLease));
}

void Node::add(const std::string& topic, std::unique_ptr<Worker> worker) {
  auto job = std::make_unique<Job>();
  job->topic = topic;
  job->worker = std::move(worker);
  job->last = job->next = machine_.world.now();
  jobs_.push_back(std::move(job));
}

void Node::die() {
  machine_.disk.kill_process_now();  // no change if the power is off
  jobs_.clear();
  program_.reset();
  machine_.disk.restart();
  if (machine_.bug == Plant::kBackupByCopy) machine_.disk.lose_file(std::string(kFile) + "-wal");
}

void Node::may_die() {
  if (machine_.disk.power_is_off()) throw ProcessDied();
  if (machine_.dies_one_in == 0 || machine_.world.is_calm() || !machine_.world.one_in(machine_.dies_one_in)) return;
  machine_.world.sometimes("killed in the middle of something");
  if (machine_.world.one_in(2)) {
    machine_.disk.kill_process_now();
  } else {
    machine_.disk.cut_power_now();
  }
  throw ProcessDied();
}

void Node::look_at_health() {
  if (machine_.disk.power_is_off()) throw ProcessDied();
  if (program_ && program_->stored->health().problem == "storage_failed") {
    machine_.world.tell("the program stops itself: its store failed");
    machine_.world.sometimes("the program stopped itself");
    machine_.disk.cut_power_now();  // what the failed disk still shows is not to be believed
    throw ProcessDied();
  }
}

bool Node::knock(Request request, std::function<void(const Response&)> answered) {
  if (!runs()) return false;
  Program& program = *program_;
  auto way = std::make_shared<Way>([this] { return runs() && program_->mailboxes_live && !machine_.disk.power_is_off(); },
                                   std::move(answered));
  const std::vector<Route>& doors = program.doors[machine_.world.chance().below(program.doors.size())];
  const auto door = std::find_if(doors.begin(), doors.end(), [&](const Route& route) {
    return route.method == request.method && route.path == request.path;
  });
  if (door == doors.end()) return false;
  door->handler(std::move(request), Responder(std::move(way)));
  program.executor.run_all();
  look_at_health();
  return true;
}

void Node::deliver(Letter letter) {
  if (!runs()) return;
  program_->mailboxes[machine_.world.chance().below(2)]->deliver(std::move(letter));
  program_->executor.run_all();
  look_at_health();
}

void Node::confirm_clock() {
  machine_.world.clock_confirmed();
  if (!runs()) return;
  if (program_->promise_clock.confirm()) machine_.world.sometimes("a person confirmed the clock");
  stir("promises", machine_.world.clock().now());
}

/// Its content is compiled already and need not be read: the database stays small.
void Node::publish(const Edition& edition, const std::string& by) {
  storage::Releases& releases = store().releases();
  const auto newest = releases.newest();
  if (!newest || !*newest || (*newest)->release == edition.release->id) return;
  storage::NewPublication wanted;
  wanted.publication = {.number = 0,
                        .release = edition.release->id,
                        .kind = storage::PublicationKind::kPublish,
                        .at = machine_.world.clock().now(),
                        .by = by,
                        .confirmed_by = {},
                        .note = {},
                        .change = may_move(machine_.editions, (*newest)->release, edition.release->id) ? "T" : "S",
                        .moves_all = false};
  wanted.sources = "[]";
  wanted.expected = (*newest)->number;
  if (!releases.publish(wanted)) return;
  machine_.world.tell("a release is published, " + wanted.publication.change);
  machine_.world.sometimes("a release was published");
  stir("releases", wanted.publication.at);
}

ForwardActs Node::forward_acts() {
  return ForwardActs(*program_->store, program_->promises, program_->mailboxes[0].get(), program_->random);
}

storage::Store& Node::store() { return *program_->stored; }

// ---- When workers pass ----------------------------------------------------------------------------------------------

/// The pass of the worker's own rhythm that comes at `wake` or next after it.
void Node::plan(Job& job, base::UnixMs wake) {
  const std::int64_t rest = std::max<std::int64_t>(job.rest.count, 1);
  const std::int64_t behind = std::max<std::int64_t>((wake - job.last).count, 0);
  const std::int64_t beats = std::max<std::int64_t>((behind + rest - 1) / rest, job.rest.count > 0 ? 1 : 0);
  job.next = std::min(job.next, job.last + base::Millis{beats * rest});
}

/// Which forwards wait is known to the store alone after a start.
void Node::remember_what_waits() {
  machine_.books.waiting.clear();
  for (const storage::OutboxState state : {storage::OutboxState::kPending, storage::OutboxState::kUnknown}) {
    const auto forwards = program_->stored->forwards().list(state, 0, kForwardsMax);
    if (!forwards) continue;
    for (const storage::Forward& forward : *forwards) machine_.books.waiting[forward.hotline][forward.ticket] = forward.due;
  }
}

/// A forwarder that found nothing although something is due was held by its throttle: it comes back when that may let it.
void Node::wait_for_throttle(Job& job) {
  constexpr std::string_view kForwards = "forwards:";
  if (!job.topic.starts_with(kForwards)) return;
  const std::string hotline = job.topic.substr(kForwards.size());
  const auto is_due = [&] {
    const auto& waiting = machine_.books.waiting[hotline];
    return std::any_of(waiting.begin(), waiting.end(),
                       [wall = machine_.world.clock().now()](const auto& one) { return one.second <= wall; });
  };
  if (!is_due()) return;
  base::Millis rest{0};
  {
    HotlineLine& line = *program_->lines.at(hotline);
    const std::lock_guard lock(line.mutex);
    rest = line.throttle.rest(program_->clock.monotonic());
  }
  if (rest.count == 0) {
    remember_what_waits();  // what was taken back, or never was, waits no more
    if (!is_due()) return;
  }
  job.next = std::min(job.next, machine_.world.now() + std::max(rest, kThrottled));
}

void Node::stir(const std::string& topic, base::UnixMs due) {
  World& world = machine_.world;
  agenda_[topic].insert(due.count);
  const base::UnixMs wake = std::max(world.now(), due - world.clock_is_wrong_by());
  for (const std::unique_ptr<Job>& job : jobs_) {
    if (job->topic != topic) continue;
    plan(*job, wake);
    if (job->is_running) job->stirred = std::min(job->stirred.value_or(wake), wake);
  }
}

void Node::stir_everything() {
  for (const std::unique_ptr<Job>& job : jobs_) plan(*job, machine_.world.now());
}

/// Whoever looks after leases comes when one has run out that nobody has ended; most end long before.
base::UnixMs Node::due(const Job& job) const {
  const auto& ends = machine_.books.lease_ends;
  if (job.topic != "timers" || ends.empty()) return job.next;
  const base::UnixMs end = base::UnixMs{ends.begin()->first} - machine_.world.clock_is_wrong_by();
  return std::min(job.next, std::max(end, job.last + (job.last >= end ? kLeasesLookedAtEvery : base::seconds(1))));
}

std::optional<base::UnixMs> Node::next() {
  std::optional<base::UnixMs> earliest;
  for (const std::unique_ptr<Job>& job : jobs_) {
    if (job->is_running) continue;
    if (const base::UnixMs at = due(*job); !earliest || at < *earliest) earliest = at;
  }
  return earliest;
}

void Node::pass() {
  Job* first = nullptr;
  for (const std::unique_ptr<Job>& job : jobs_) {
    if (!job->is_running && (first == nullptr || due(*job) < due(*first))) first = job.get();
  }
  World& world = machine_.world;
  const base::UnixMs began = world.now();
  first->is_running = true;

  first->next = began + kHeartbeat;
  const base::UnixMs wall = world.clock().now();
  first->rest = first->worker->pass();  // ProcessDied: the job goes with everything else
  first->is_running = false;
  first->last = world.now();
  passes_without_rest_ = first->rest.count > 0 ? 0 : passes_without_rest_ + 1;
  if (passes_without_rest_ > kPassesWithoutRestMax) world.broke("I19", "a worker turns without rest: " + first->topic);
  first->next = world.now() + (first->rest.count == 0 ? base::Millis{0} : kHeartbeat);
  if (first->rest.count > 0) wait_for_throttle(*first);
  if (first->stirred) plan(*first, *first->stirred);
  first->stirred.reset();
  std::set<std::int64_t>& instants = agenda_[first->topic];
  // What a wrong clock has passed over comes again.
  if (world.clock_is_wrong_by().count == 0) instants.erase(instants.begin(), instants.lower_bound((wall - base::hours(1)).count));
  const auto ahead = instants.upper_bound(wall.count);
  if (ahead != instants.end()) plan(*first, base::UnixMs{*ahead} - world.clock_is_wrong_by());
  program_->executor.run_all();
  look_at_health();
}

}  // namespace bot::simulation
