#pragma once
// The configuration: one YAML file (the same strict subset the dialogs use), read once at start. All faults are listed
// at once, with file, line and column and what to do. Every number has its unit in its name.
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "bot/promises/book.hpp"
#include "bot/turns/rate_limit.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "integrations/channels/wechat/wechat.hpp"
#include "integrations/hotlines/hotline.hpp"

namespace bot {

enum class Mode {
  kDev,  // plaintext webhooks, secrets inside this file and any Host are allowed
  kProduction,
};

struct WechatConfig {
  std::string account;  // path /hook/wechat/<account>; [a-z][a-z0-9_]{0,31}
  integrations::WechatAccount wire;
};

struct HotlineConfig {
  std::string hotline;   // "12345"
  std::string protocol;  // open311 blackhole
  std::string url;
  std::string api_key;
  std::string report_secret;  // signs its own calls to /hook/hotline/NAME (bot/ingress/hotline_reports.hpp); "" = it has no door
  std::string jurisdiction;
  integrations::Ability ability = integrations::Ability::kNone;
  base::Millis poll = base::seconds(15);  // how often its updates are read
  base::Millis settle =
      base::minutes(5);  // how long an unknown outcome rests before it is looked up (reliability §5.3)
  int calls_at_once = 2;
  int per_second = 5;  // forwards at the most, whoever waits: what a hotline bears after an outage (reliability §5.6)
};

struct Config {
  Mode mode = Mode::kProduction;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  int threads = 1;                 // of the HTTP edge; the store's writer and the workers have their own
  std::vector<std::string> hosts;  // accepted Host values; required in production
  std::string data = "var";        // folder of the database and of media
  std::string store;  // sqlite:PATH or postgres://…, as storage/open.hpp has it; "" = sqlite in the data folder
  std::string search;  // file of what can be searched (storage/search/search_file.hpp), one for each node; "" = in the data folder
  std::string dialogs = "dialogs/scripts";
  bool publish_on_start = false;   // the folder at every start; else only until an operator has published
  bool publish_on_change = false;  // also whenever it was changed and is free of faults
  std::string web = "web/dist";
  std::string duty;  // file of the duty roster (bot/duty/roster.hpp); "" = nobody is called, which only mode: dev allows
  PromiseFiles promises;  // what is promised, the working days, and who is told when it is missed
  std::string replies = "config/replies.txt";  // the operators' written replies (bot/desk/replies/canned.hpp); may be absent
  RateLimit rate_limit;
  int connections_max = 10'000;
  int store_queue_max = 4096;  // turns waiting for the writer; beyond it: 503 with Retry-After
  int store_group_max = 0;     // turns committed together; 0: as the engine likes it
  base::Millis lease = base::seconds(60);  // how long a worker's claim on an outbox row holds
  int conversations_cached_max = 16'384;
  bool web_chat = true;
  std::vector<WechatConfig> wechat;
  std::vector<HotlineConfig> hotlines;
};

struct ReadConfig {
  Config config;
  std::vector<dialogs::Diagnostic> faults;  // empty: the configuration holds
};

/// The store's URL: the configuration's, or the database file in the data folder.
std::string store_url(const Config& config);
/// The search file: the configuration's, or the one in the data folder.
std::string search_path(const Config& config);

/// `text` is the file's content, `path` how it is called in faults. Reads the secret files it names, nothing else.
ReadConfig read_config(const std::string& path, const std::string& text);

}  // namespace bot
