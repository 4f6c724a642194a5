#include "bot/wiring.hpp"

#include <atomic>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "bot/accounts.hpp"
#include "bot/desk/desk.hpp"
#include "bot/desk/live/feed.hpp"
#include "bot/desk/routes.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "bot/desk/search/search_desk.hpp"
#include "bot/duty/roster.hpp"
#include "bot/files.hpp"
#include "bot/health.hpp"
#include "bot/ingress/chat.hpp"
#include "bot/ingress/duty.hpp"
#include "bot/ingress/hotline_reports.hpp"
#include "bot/ingress/live_turns.hpp"
#include "bot/ingress/media.hpp"
#include "bot/ingress/webhooks.hpp"
#include "bot/installation.hpp"
#include "bot/json.hpp"
#include "bot/orders/service.hpp"
#include "bot/pages.hpp"
#include "bot/promises/book.hpp"
#include "bot/publishing/service.hpp"
#include "bot/publishing/spool.hpp"
#include "bot/releases.hpp"
#include "bot/server/http_server.hpp"
#include "bot/turns/forward_service.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/workers/account_workers.hpp"
#include "bot/workers/alerter.hpp"
#include "bot/workers/duty_keeper.hpp"
#include "bot/workers/folder_keeper.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/live_follower.hpp"
#include "bot/workers/promise_files_keeper.hpp"
#include "bot/workers/promise_keeper.hpp"
#include "bot/workers/release_keeper.hpp"
#include "bot/workers/timekeeper.hpp"
#include "bot/workers/update_reader.hpp"
#include "integrations/hotlines/registry.hpp"
#include "integrations/http_client.hpp"
#include "storage/open.hpp"

namespace bot {
namespace {

/// The mailboxes are made before the server that runs their tasks: tasks posted in between wait here.
class ServerExecutor final : public Executor {
 public:
  void use(HttpServer* server) { server_.store(server); }
  void post(std::function<void()> task) override {
    if (HttpServer* server = server_.load()) server->post(std::move(task));
  }

 private:
  std::atomic<HttpServer*> server_{nullptr};
};

struct NamedLine {
  HotlineConfig config;
  std::shared_ptr<HotlineLine> line;
};

/// Members in the order of their making; destroyed the other way round.
class WholeServer final : public Server {
 public:
  WholeServer(const Config& config, const Surroundings& around)
      : config_(config), around_(around), workers_(around.log), media_(config.data + "/media", around.random), quarantine_(config.data + "/quarantine", around.random),
        forgeries_(around.clock), clock_watch_(around.clock) {}
  ~WholeServer() override;

  std::vector<std::string> start();
  const std::vector<std::string>& remarks() const { return remarks_; }
  std::string address() const override {
    return "http://" + config_.address + ":" + std::to_string(server_->port());
  }
  std::string fatal_problem() override {
    const storage::Health health = store_->health();
    return health.problem == "storage_failed" ? health.problem : "";
  }
  void drain(std::int64_t grace_ms) override;

 private:
  void make_hotlines(std::vector<std::string>& faults);
  void read_duty(std::vector<std::string>& faults);
  void read_promise_files(std::vector<std::string>& faults);
  bool open_store(std::vector<std::string>& faults);
  bool open_releases(const LoadedScripts& scripts, std::vector<std::string>& faults);
  void follow_other_nodes();
  bool listen(std::vector<std::string>& faults);
  void start_workers();
  std::string answer_command(const std::string& request);
  std::vector<Route> routes();
  void make_desk();
  const ChannelStyle* style_of(const storage::ConversationKey& key) const;

  Config config_;
  Surroundings around_;
  std::vector<ChannelAccount> wechat_;
  ChannelStyle web_style_ = web_style();
  std::vector<NamedLine> hotlines_;
  DutyBook duty_;  // empty: nobody is called
  std::unique_ptr<integrations::HttpOut> http_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<ReleaseBook> releases_;
  std::unique_ptr<PublishingService> publishing_;
  PromiseBook promises_;
  std::unique_ptr<ClockWatch> promise_clock_;  // of the clock that deadlines count by
  std::unique_ptr<TicketService> ticket_service_;
  std::unique_ptr<ForwardService> forward_service_;
  std::vector<std::string> remarks_;
  std::unique_ptr<TurnMaker> maker_;
  ServerExecutor executor_;
  std::unique_ptr<Mailboxes> mailboxes_;
  std::unique_ptr<LiveTurns> live_;
  WorkerThreads workers_;
  Media media_;
  Quarantine quarantine_;
  Forgeries forgeries_;
  ClockWatch clock_watch_;
  std::unique_ptr<desk::DeskFeed> desk_feed_;
  std::unique_ptr<desk::SearchDesk> search_;
  std::unique_ptr<desk::Workbench> workbench_;
  std::unique_ptr<desk::DeskParts> desk_parts_;
  std::unique_ptr<desk::Desk> desk_;
  std::atomic<bool> draining_{false};
  std::unique_ptr<HttpServer> server_;
};

/// The store's writer may still end turns while it drains; their ends must find the mailboxes, so the store goes first.
WholeServer::~WholeServer() {
  drain(0);
  executor_.use(nullptr);
  server_.reset();
  store_.reset();
}

void WholeServer::make_hotlines(std::vector<std::string>& faults) {
  for (const HotlineConfig& config : config_.hotlines) {
    auto hotline = integrations::make_hotline(config.protocol, {.base_url = config.url,
                                                                .api_key = config.api_key,
                                                                .jurisdiction = config.jurisdiction,
                                                                .ability = config.ability});
    if (!hotline) {
      faults.push_back("热线“" + config.hotline + "”不能用：" + hotline.error().text);
      continue;
    }
    if (!config.report_secret.empty() && !(*hotline)->updates({}, {})) {
      faults.push_back("热线“" + config.hotline + "”的 report_secret 用不上：协议 " + config.protocol + " 没有通知，删掉这一项");
      continue;
    }
    auto line = std::make_shared<HotlineLine>();
    line->hotline = std::move(*hotline);
    line->throttle = integrations::Throttle(config.per_second);
    hotlines_.push_back({config, std::move(line)});
  }
}

/// Nobody on duty is a fault at the start, never a silent default (domain reference §5.1 (4)).
void WholeServer::read_duty(std::vector<std::string>& faults) {
  if (config_.duty.empty()) {
    if (config_.mode == Mode::kDev) return;
    faults.push_back("没有值班表：司机求救时没有人会被叫到。在配置里写 duty: 值班表的路径，照 config/duty.example.yaml 填");
    return;
  }
  base::Result<std::string> text = read_file(config_.duty);
  if (!text) {
    faults.push_back("值班表读不出来：" + text.error().text);
    return;
  }
  ReadRoster read = read_roster(config_.duty, *text, config_.mode == Mode::kDev);
  for (const dialogs::Diagnostic& fault : read.faults) faults.push_back(dialogs::render(fault, *text));
  if (read.faults.empty()) duty_.replace(std::make_shared<const Roster>(std::move(read.roster)));
}

void WholeServer::read_promise_files(std::vector<std::string>& faults) {
  ReadPromises read = read_promises(config_.promises);
  if (read.promises) promises_.replace(std::move(read.promises));
  faults.insert(faults.end(), read.faults.begin(), read.faults.end());
}

bool WholeServer::open_store(std::vector<std::string>& faults) {
  if (base::Status made = make_folder(config_.data); !made) {
    faults.push_back(made.error().text);
    return false;
  }
  auto installation = installation_of(config_.data);
  if (!installation) {
    faults.push_back(installation.error().text);
    return false;
  }
  storage::StoreOptions options;
  options.url = store_url(config_);
  options.installation = std::move(*installation);
  options.queue_max = static_cast<std::size_t>(config_.store_queue_max);
  if (config_.store_group_max > 0) options.group_max = static_cast<std::size_t>(config_.store_group_max);
  auto store = storage::open_store(options, around_.clock, around_.random, around_.log);
  if (!store) {
    faults.push_back(store.error().text);
    return false;
  }
  store_ = std::move(*store);
  if (base::Status kept = keep_installation(config_.data, store_->installation()); !kept) {
    faults.push_back(kept.error().text);
    return false;
  }
  if (const auto newest = store_->turns().newest(0, 1); newest && !newest->empty()) clock_watch_.begin_after(newest->front().updated);
  return true;
}

std::vector<std::string> WholeServer::start() {
  std::vector<std::string> faults;
  wechat_ = make_accounts(config_, faults);
  make_hotlines(faults);
  read_duty(faults);
  read_promise_files(faults);
  LoadedScripts scripts = load_scripts(config_.dialogs);
  if (!faults.empty()) {
    faults.insert(faults.end(), scripts.faults.begin(), scripts.faults.end());
    return faults;
  }
  if (!open_store(faults)) return faults;
  if (!open_releases(scripts, faults)) return faults;
  http_ = integrations::make_http_client({});
  promise_clock_ = std::make_unique<ClockWatch>(store_->clock());
  maker_ = std::make_unique<TurnMaker>(*releases_, store_->tickets(), around_.random, around_.log,
                                       TurnMaker::Options{.rate_limit = config_.rate_limit, .alerts = !duty_.now()->is_empty(), .promises = &promises_});
  Mailboxes::Options options;
  options.conversations_max = static_cast<std::size_t>(config_.conversations_cached_max);
  mailboxes_ = std::make_unique<Mailboxes>(
      *maker_, store_->turns(), executor_, store_->clock(), around_.log,
      [this](const storage::ConversationKey& key) { return style_of(key); }, options);
  live_ = std::make_unique<LiveTurns>(store_->turns());
  mailboxes_->on_news([this](const Mailboxes::News& news) { live_->publish(news.key, news.turn); });
  make_desk();
  follow_other_nodes();
  if (!listen(faults)) return faults;
  start_workers();
  return {};
}

/// A folder with faults stops the first start. Once something was published it only stays unpublished, and is told of.
bool WholeServer::open_releases(const LoadedScripts& scripts, std::vector<std::string>& faults) {
  auto releases = ReleaseBook::open(scripts.release, store_->releases(), store_->clock(), around_.log,
                                    config_.publish_on_start ? FolderUse::kOnStart : FolderUse::kUntilPublished);
  if (!releases) {
    faults = scripts.faults;
    if (faults.empty() || releases.error().code != base::ErrorCode::kNotFound) faults.push_back(releases.error().text);
    return false;
  }
  releases_ = std::move(*releases);
  const std::shared_ptr<const ReleaseView> view = releases_->view();
  const std::string goes_on = "继续用已发布的第 " + std::to_string(view->number()) + " 版";
  remarks_ = scripts.faults;
  if (!scripts.release) {
    remarks_.push_back("话本文件夹 " + config_.dialogs + " 有上面的错，没有发布；" + goes_on);
  } else if (scripts.release->id != view->current().id) {
    remarks_.push_back("话本文件夹 " + config_.dialogs + " 和已发布的不同，" + goes_on +
                       "；要换上它：xinsheng publish --by 您的名字");
  }
  return true;
}

void WholeServer::follow_other_nodes() {
  store_->listen([this](const std::optional<storage::Elsewhere>& turn) {
    if (!turn) {
      desk_feed_->lost();
      search_->lost();
      return live_->heard_gap();
    }
    desk_feed_->changed(turn->conversation);
    search_->note(turn->conversation);
    mailboxes_->moved(turn->key, turn->sequence);
    live_->heard(turn->key, turn->sequence);
  });
}

const ChannelStyle* WholeServer::style_of(const storage::ConversationKey& key) const {
  if (key.channel == web_style_.channel) return &web_style_;
  for (const ChannelAccount& line : wechat_) {
    if (key.channel == line.style.channel && key.account == line.account) return &line.style;
  }
  return nullptr;
}

void WholeServer::make_desk() {
  desk_feed_ = std::make_unique<desk::DeskFeed>(store_->clock());
  search_ = std::make_unique<desk::SearchDesk>(search_path(config_), *store_);
  if (!search_->problem().empty()) remarks_.push_back(search_->problem());
  mailboxes_->on_turn([this](std::int64_t conversation) {
    desk_feed_->changed(conversation);
    search_->note(conversation);
  });
  workbench_ = std::make_unique<desk::Workbench>(*store_, store_->clock());
  desk_parts_.reset(new desk::DeskParts{.store = *store_,
                                        .mailboxes = *mailboxes_,
                                        .releases = *releases_,
                                        .media = media_,
                                        .feed = *desk_feed_,
                                        .promises = promises_,
                                        .search = *search_,
                                        .workbench = *workbench_,
                                        .command = [this](const nlohmann::json& asked) {
                                          return nlohmann::json::parse(answer_command(to_text(asked)));
                                        },
                                        .style_of = [this](const storage::ConversationKey& key) { return style_of(key); },
                                        .random = around_.random,
                                        .clock = store_->clock(),
                                        .log = around_.log,
                                        .duty = duty_,
                                        .files = {.promises = config_.promises,
                                                  .replies = config_.replies,
                                                  .duty = config_.duty,
                                                  .secrets_in_file = config_.mode == Mode::kDev},
                                        .secure_cookie = config_.mode == Mode::kProduction});
  base::Result<std::string> page = read_file(config_.web + "/console/index.html");
  std::vector<desk::DeskRoute> table = desk::all_routes();
  std::string description = desk::openapi(table, desk::shared_shapes());
  desk_ = std::make_unique<desk::Desk>(*desk_parts_, std::move(table), std::move(description),
                                       page ? std::move(*page) : std::string());
}

std::vector<Route> WholeServer::routes() {
  std::vector<Route> all;
  const auto add = [&all](std::vector<Route> more) {
    for (Route& route : more) all.push_back(std::move(route));
  };
  const WebhookParts called{.mailboxes = *mailboxes_,
                            .forgeries = forgeries_,
                            .quarantine = quarantine_,
                            .clock_watch = clock_watch_,
                            .clock = store_->clock(),
                            .log = around_.log};
  for (const ChannelAccount& line : wechat_) add(webhook_routes(line.account, line.channel, called));
  for (const NamedLine& named : hotlines_) {
    if (named.config.report_secret.empty()) continue;
    all.push_back(hotline_report_route(named.config.hotline, named.line->hotline, named.config.report_secret, *store_, called));
  }
  if (config_.web_chat) {
    base::Result<std::string> page = read_file(config_.web + "/chat/index.html");
    auto parts = std::make_shared<ChatParts>(ChatParts{.mailboxes = *mailboxes_,
                                                       .turns = store_->turns(),
                                                       .live = *live_,
                                                       .media = media_,
                                                       .random = around_.random,
                                                       .clock = store_->clock(),
                                                       .page = page ? std::move(*page) : std::string(),
                                                       .secure_cookie = config_.mode == Mode::kProduction});
    add(chat_routes(std::move(parts)));
  }
  add(asset_routes(config_.web));
  add(desk_->routes());
  if (!duty_.now()->is_empty()) add(duty_routes({.store = *store_, .mailboxes = *mailboxes_}));
  add(health_routes({.store = *store_, .draining = draining_, .releases = *releases_, .promise_clock = *promise_clock_}));
  return all;
}

bool WholeServer::listen(std::vector<std::string>& faults) {
  ServerOptions options;
  options.address = config_.address;
  options.port = config_.port;
  options.threads = config_.threads;
  options.limits.connections_max = static_cast<std::size_t>(config_.connections_max);
  options.limits.hosts = config_.hosts;
  auto server = start_http_server(options, routes(), around_.random, around_.log);
  if (!server) {
    faults.push_back(server.error().text);
    return false;
  }
  server_ = std::move(*server);
  executor_.use(server_.get());
  return true;
}

/// What a command asks of the server that has the store.
std::string WholeServer::answer_command(const std::string& request) {
  const nlohmann::json asked = nlohmann::json::parse(request, nullptr, false);
  if (desk::SearchDesk::knows(asked)) return to_text(search_->answer());
  if (ForwardService::knows(asked)) return to_text(forward_service_->answer(asked));
  return TicketService::knows(asked) ? to_text(ticket_service_->answer(asked)) : publishing_->answer_text(request);
}

void WholeServer::start_workers() {
  for (const NamedLine& named : hotlines_) {
    for (int i = 0; i < named.config.calls_at_once; ++i) {
      workers_.start(std::make_unique<Forwarder>(
          named.line,
          ForwarderOptions{
              .hotline = named.config.hotline, .settle = named.config.settle, .lease = config_.lease},
          *store_,
          *mailboxes_, *http_, store_->clock(), around_.random, around_.log));
    }
    workers_.start(std::make_unique<UpdateReader>(named.line, named.config.hotline, named.config.poll, *store_,
                                                  *mailboxes_, *http_, store_->clock(), clock_watch_, around_.log));
  }
  const auto start_account = [this](std::shared_ptr<const integrations::Channel> channel, std::string target) {
    start_account_workers(workers_, {.channel = std::move(channel),
                                     .target = std::move(target),
                                     .store = *store_,
                                     .mailboxes = *mailboxes_,
                                     .media = media_,
                                     .http = *http_,
                                     .clock = store_->clock(),
                                     .random = around_.random,
                                     .log = around_.log,
                                     .lease = config_.lease});
  };
  for (const ChannelAccount& line : wechat_) start_account(line.channel, "wechat/" + line.account);
  start_account(nullptr, std::string("web/web"));
  if (!duty_.now()->is_empty()) {
    workers_.start(std::make_unique<Alerter>(duty_, store_->outbox(), *http_, store_->clock(), around_.log, config_.lease));
    workers_.start(std::make_unique<DutyKeeper>(duty_, config_.duty, config_.mode == Mode::kDev, around_.log));
  }
  workers_.start(std::make_unique<LiveFollower>(*live_, *store_, store_->clock()));
  publishing_ = std::make_unique<PublishingService>(*store_, store_->clock());
  forward_service_ = std::make_unique<ForwardService>(*store_, promises_, mailboxes_.get(), around_.random);
  ticket_service_ = std::make_unique<TicketService>(TicketService::Parts{.store = *store_,
                                                                         .promises = promises_,
                                                                         .clock = store_->clock(),
                                                                         .mailboxes = mailboxes_.get(),
                                                                         .clock_watch = promise_clock_.get(),
                                                                         .log = &around_.log});
  workers_.start(std::make_unique<PromiseKeeper>(PromiseKeeper::Parts{.store = *store_,
                                                                      .mailboxes = *mailboxes_,
                                                                      .promises = promises_,
                                                                      .clock_watch = *promise_clock_,
                                                                      .clock = store_->clock(),
                                                                      .log = around_.log,
                                                                      .lease = config_.lease}));
  workers_.start(std::make_unique<PromiseFilesKeeper>(promises_, config_.promises, around_.log));
  workers_.start(std::make_unique<SpoolKeeper>(
      spool_of(config_.data), [this](const std::string& request) { return answer_command(request); }, around_.log));
  if (search_->problem().empty()) workers_.start(search_->make_follower(*releases_, around_.log));
  if (config_.publish_on_change) {
    workers_.start(std::make_unique<FolderKeeper>(*releases_, config_.dialogs, store_->clock(), around_.log));
  }
  workers_.start(std::make_unique<ReleaseKeeper>(*releases_, *store_, *mailboxes_, store_->clock(), around_.log));
  workers_.start(std::make_unique<Timekeeper>(*store_, *mailboxes_, store_->clock(), around_.log, config_.lease));
}

void WholeServer::drain(std::int64_t grace_ms) {
  draining_.store(true);
  workers_.stop();  // first: a worker's letter ends on the server's threads
  if (!server_) return;
  desk_feed_->stop();  // its streams never end by themselves
  const std::size_t cut = server_->drain(grace_ms);
  desk_->stop();
  around_.log.info("drained", {{"requests_cut", cut}});
}

}  // namespace

Started start_server(const Config& config, const Surroundings& surroundings) {
  auto server = std::make_unique<WholeServer>(config, surroundings);
  std::vector<std::string> faults = server->start();
  if (!faults.empty()) return {.server = nullptr, .faults = std::move(faults), .remarks = {}};
  std::vector<std::string> remarks = server->remarks();
  return {.server = std::move(server), .faults = {}, .remarks = std::move(remarks)};
}

}  // namespace bot
