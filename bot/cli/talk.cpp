// xinsheng talk: a chat in the terminal with the real engine, a real (throw-away) database and a clock that moves when told.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "base/civil_time.hpp"
#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/open_config.hpp"
#include "bot/files.hpp"
#include "bot/releases.hpp"
#include "bot/turns/mailboxes.hpp"
#include "bot/turns/queue_executor.hpp"
#include "bot/wiring.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/recorder.hpp"

namespace bot::cli {
namespace {

constexpr base::Millis kTypingTime = base::seconds(20);  // as in conversation tests (dialog language §5.1)
constexpr base::Millis kClockStep = base::minutes(1);

struct Options {
  std::string folder = "dialogs/scripts";
  std::string script;
  std::string now;
  bool trace = false;
};

constexpr char kHelp[] =
    "直接打字就是司机说的话。另外：/photo 2 发两张照片 · /place 名称 发定位 · /later 30m 过半小时 · "
    "/save 测试名 文件.yaml 把聊到现在的存成测试 · /quit 结束\n";

/// A folder that goes away with the chat.
class ThrowAwayFolder {
 public:
  explicit ThrowAwayFolder(base::Random& random)
      : path_((std::filesystem::temp_directory_path() / ("xinsheng-talk-" + random.hex(8))).string()) {
    std::filesystem::create_directories(path_, failure_);
  }
  ~ThrowAwayFolder() { std::filesystem::remove_all(path_, failure_); }
  ThrowAwayFolder(const ThrowAwayFolder&) = delete;
  ThrowAwayFolder& operator=(const ThrowAwayFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::error_code failure_;
};

/// The promises beside the program; without their files nothing is promised in the chat.
std::shared_ptr<const Promises> as_shipped() {
  ReadPromises read = read_promises({});
  return read.promises ? std::move(read.promises) : std::make_shared<const Promises>();
}

class Chat {
 public:
  Chat(storage::Store& store, const ReleaseBook& releases, std::shared_ptr<const dialogs::Release> release,
       base::ManualClock& clock, base::Random& random, base::Log& log, bool trace)
      : clock_(clock),
        release_(std::move(release)),
        recorder_("web", clock.now()),
        trace_(trace),
        style_{.channel = "web",
               .answers_passively = false,
               .sends_actively = false,
               .has_live_view = true,
               .has_buttons = false,
               .text_bytes_max = 8000},
        promises_(as_shipped()),
        maker_(releases, store.tickets(), random, log, {.rate_limit = {.per_minute = 100'000, .burst = 100'000},
                                                             .promises = &promises_,
                                                             .on_step = [this](const auto& event, const auto& result) { stepped(event, result); }}),
        mailboxes_(maker_, store.turns(), executor_, clock, log, [this](const auto&) { return &style_; }, {}) {
    mailboxes_.on_news([](const Mailboxes::News& news) { print(news.turn); });
  }

  /// False: the chat is over.
  bool line(const std::string& text) {
    if (text == "/quit") return false;
    if (text == "/help") {
      std::cout << kHelp;
    } else if (text.starts_with("/later ")) {
      later(text.substr(7));
    } else if (text.starts_with("/save")) {
      save(text.substr(5));
    } else {
      clock_.advance(kTypingTime);
      said(text);
    }
    return true;
  }

 private:
  static void print(const storage::Turn& turn) {
    for (const storage::Line& line : turn.lines) {
      if (line.speaker == storage::Speaker::kDriver) continue;
      std::cout << (line.speaker == storage::Speaker::kBot ? "机器人：" : "系统：") << line.text << "\n";
    }
  }

  void stepped(const dialogs::Event& event, const dialogs::StepResult& result) {
    recorder_.step(event, result);
    if (!trace_) return;
    for (const dialogs::TraceItem& item : result.trace) std::cout << "    · " << item.text << "\n";
  }

  void save(const std::string& words) {
    std::istringstream stream(words);
    std::string name;
    std::string path;
    stream >> name >> path;
    if (path.empty()) {
      std::cout << "要写成 /save 测试名 文件.yaml\n";
      return;
    }
    if (recorder_.is_empty()) {
      std::cout << "还没聊过，没有可存的\n";
      return;
    }
    if (std::filesystem::exists(path)) {
      std::cout << path << "：已经有这个文件，换个名字\n";
      return;
    }
    const base::Status written = write_durably(path, dialogs::as_test_file(recorder_.test(release_, name)));
    std::cout << (written ? path + "：存好了，用 xinsheng test 可以跑\n" : path + "：写不进去，检查文件夹\n");
  }

  void said(const std::string& text) {
    DriverSaid said;
    said.inbound_key = "t" + std::to_string(++count_);
    said.sent_at = clock_.now();
    said.line = {.speaker = storage::Speaker::kDriver, .text = text, .extra = {}};
    if (text.starts_with("/photo")) {
      const int photos = text.size() > 7 ? dialogs::parse_whole(text.substr(7)).value_or(1) : 1;
      dialogs::MediaEvent event{.id = said.inbound_key, .type = "photo", .media_ids = {}};
      for (int i = 0; i < photos; ++i) event.media_ids.push_back(said.inbound_key + "-" + std::to_string(i));
      said.event = std::move(event);
    } else if (text.starts_with("/place ")) {
      said.event = dialogs::LocationEvent{.id = said.inbound_key, .name = text.substr(7), .latitude = {}, .longitude = {}};
    } else {
      said.event = dialogs::TextEvent{.id = said.inbound_key, .text = text, .part_ids = {}, .voice = false};
    }
    post(std::move(said));
  }

  void later(const std::string& how_long) {
    const auto length = dialogs::parse_duration(how_long);
    if (!length) {
      std::cout << "时间要写成 30s、15m、2h 或 3d\n";
      return;
    }
    recorder_.later(how_long);
    for (base::Millis passed{0}; passed < *length; passed = passed + kClockStep) {
      clock_.advance(kClockStep);
      post(TimerDue{.lease = {}});
    }
    std::cout << "（现在是 " << base::to_minute_text(clock_.now()) << "）\n";
  }

  template <class What>
  void post(What what) {
    bool done = false;
    mailboxes_.deliver({.key = {"web", "talk", "driver"}, .what = std::move(what), .done = [&done](const Answer& answer) {
                          if (answer.outcome == Answer::Outcome::kBusy || answer.outcome == Answer::Outcome::kFailed) {
                            std::cout << "（没有存下来）\n";
                          }
                          done = true;
                        }});
    executor_.run_until([&done] { return done; });
  }

  base::ManualClock& clock_;
  std::shared_ptr<const dialogs::Release> release_;
  dialogs::Recorder recorder_;
  bool trace_;
  ChannelStyle style_;
  PromiseBook promises_;
  TurnMaker maker_;
  QueueExecutor executor_;
  Mailboxes mailboxes_;
  int count_ = 0;
};

int talk(const Options& options) {
  const LoadedScripts loaded = load_scripts(options.folder);
  if (!loaded.release) return report_faults(loaded.faults);
  std::optional<base::UnixMs> start = base::SystemClock().now();
  if (!options.now.empty()) start = base::from_rfc3339(options.now);
  if (!start) {
    std::cerr << "--now 要写成 2026-03-10T09:00:00+08:00 的样子" << std::endl;
    return kExitUsage;
  }
  std::ifstream file;
  if (!options.script.empty()) {
    file.open(options.script);
    if (!file) {
      std::cerr << options.script << ": 打不开" << std::endl;
      return kExitNoInput;
    }
  }
  // A chat that is saved as a test starts at a whole minute, as tests do.
  base::ManualClock clock(base::UnixMs{start->count - start->count % base::minutes(1).count});
  base::SystemRandom random;
  base::NoLog log;
  const ThrowAwayFolder folder(random);
  storage::StoreOptions place;
  place.url = "sqlite:" + folder.path() + "/xinsheng.db";
  const auto store = open_store_at(place, clock, random, log);
  if (!store) return kExitInternal;
  auto releases = ReleaseBook::open(loaded.release, store->releases(), clock, log);
  if (!releases) return report_faults({releases.error().text});
  Chat chat(*store, **releases, loaded.release, clock, random, log, options.trace);
  std::cout << kHelp;
  std::istream& in = options.script.empty() ? std::cin : file;
  std::string text;
  while (std::getline(in, text)) {
    if (text.empty()) continue;
    if (!options.script.empty()) std::cout << "司机：" << text << "\n";
    if (!chat.line(text)) break;
  }
  return kExitOk;
}

}  // namespace

void add_talk(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("talk", "Chat with the bot in the terminal, on a clock that moves when told");
  command->add_option("--dialogs", options->folder, "Folder of scripts")->capture_default_str();
  command->add_option("--script", options->script, "File whose lines are said one after the other (default: the keyboard)");
  command->add_flag("--trace", options->trace, "Show which rule and which extractor took which characters for which slot");
  command->add_option("--now", options->now, "Where the clock starts, e.g. 2026-03-10T09:00:00+08:00 (default: now)");
  command->callback([options, &run] { run = [options] { return talk(*options); }; });
}

}  // namespace bot::cli
