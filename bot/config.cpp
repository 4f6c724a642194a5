#include "bot/config.hpp"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "bot/files.hpp"
#include "dialogs/language/faults.hpp"
#include "dialogs/language/nearest.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/source_text.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace bot {
namespace {

using dialogs::Faults;
using dialogs::Node;

constexpr std::size_t kReportSecretBytesMin = 24;
constexpr base::Millis kLeaseMin = base::seconds(30);  // a call may take 20 s in all

// E0901 unknown key · E0902 missing · E0903 value not understood · E0904 not allowed in this mode · E0905 given twice.

/// One map of the file: every key is asked for by name; what is left over is unknown.
class Section {
 public:
  Section(const Node& node, Faults& faults) : node_(node), faults_(faults) {
    if (!node.is_map()) bad(node, "这里应该是“键: 值”的列表");
  }
  ~Section() {
    std::vector<std::string_view> known(asked_.begin(), asked_.end());
    for (const Node::Entry& entry : node_.entries) {
      if (std::find(asked_.begin(), asked_.end(), entry.key) == asked_.end()) {
        faults_.add("E0901", "配置里没有“" + entry.key + "”这一项", entry.key_place,
                    dialogs::did_you_mean(entry.key, known));
      }
    }
  }
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;

  const Node* find(std::string_view key) {
    asked_.push_back(key);
    return node_.find(key);
  }
  void missing(std::string_view key, std::string fix) {
    faults_.add("E0902", "缺少“" + std::string(key) + "”", node_.place, std::move(fix));
  }
  void bad(const Node& node, std::string message, std::string fix = {}) {
    faults_.add("E0903", std::move(message), node.place, std::move(fix));
  }
  Faults& faults() { return faults_; }
  const Node& node() const { return node_; }

  void text(std::string_view key, std::string& out, bool required = false) {
    const Node* value = find(key);
    if (value == nullptr) {
      if (required) missing(key, "加一行 " + std::string(key) + ": …");
      return;
    }
    if (!value->is_scalar() || value->text.empty()) return bad(*value, "“" + std::string(key) + "”应该是一段文字");
    out = value->text;
  }
  void whole(std::string_view key, int low, int high, int& out) {
    const Node* value = find(key);
    if (value == nullptr) return;
    const std::optional<int> number = value->is_scalar() ? dialogs::parse_whole(value->text) : std::nullopt;
    if (!number || *number < low || *number > high) {
      return bad(*value,
                 "“" + std::string(key) + "”应该是 " + std::to_string(low) + " 到 " + std::to_string(high) + " 的整数");
    }
    out = *number;
  }
  void duration(std::string_view key, base::Millis& out) {
    const Node* value = find(key);
    if (value == nullptr) return;
    const auto length = value->is_scalar() ? dialogs::parse_duration(value->text) : std::nullopt;
    if (!length || length->count <= 0)
      return bad(*value, "“" + std::string(key) + "”应该是一段时间", "例如 15s、5m、2h");
    out = *length;
  }
  void truth(std::string_view key, bool& out) {
    const Node* value = find(key);
    if (value == nullptr) return;
    const auto read = value->is_scalar() ? dialogs::parse_truth(value->text) : std::nullopt;
    if (!read) return bad(*value, "“" + std::string(key) + "”只能是 true 或 false");
    out = *read;
  }
  /// A word out of a closed set; nullopt if absent or wrong (reported).
  std::optional<std::size_t> one_of(std::string_view key, std::initializer_list<std::string_view> words) {
    const Node* value = find(key);
    if (value == nullptr) return std::nullopt;
    const std::vector<std::string_view> known(words);
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (value->is_scalar() && value->text == known[i]) return i;
    }
    std::string list;
    for (const std::string_view word : known) list += (list.empty() ? "" : "、") + std::string(word);
    bad(*value, "“" + std::string(key) + "”只能是：" + list, dialogs::did_you_mean(value->text, known));
    return std::nullopt;
  }
  /// `key` in the open (mode: dev only) or `key_file` naming a file only its owner may read.
  void secret(std::string_view key, Mode mode, std::string& out, bool required) {
    const std::string file_key = std::string(key) + "_file";
    const Node* open = find(key);
    const Node* file = find(keep(file_key));
    if (open != nullptr && mode == Mode::kProduction) {
      faults_.add("E0904", "密钥不能直接写在正式环境的配置里", open->place,
                  "写进只有本人可读的文件，改用 " + file_key + ": 路径");
    } else if (open != nullptr) {
      out = open->text;
    } else if (file != nullptr) {
      base::Result<std::string> read = read_secret(file->text);
      if (read) {
        out = std::move(*read);
      } else {
        bad(*file, "密钥文件读不出来：" + read.error().text);
      }
    } else if (required) {
      missing(key, "加一行 " + file_key + ": 密钥文件的路径");
    }
  }

 private:
  std::string_view keep(std::string key) {
    kept_.push_back(std::make_unique<std::string>(std::move(key)));
    return *kept_.back();
  }

  const Node& node_;
  Faults& faults_;
  std::vector<std::string_view> asked_;
  std::vector<std::unique_ptr<std::string>> kept_;
};

void for_each(Section& section, std::string_view key, const std::function<void(const Node&)>& read) {
  const Node* list = section.find(key);
  if (list == nullptr) return;
  if (!list->is_list()) return section.bad(*list, "“" + std::string(key) + "”应该是列表，每项前面加“- ”");
  for (const Node& item : list->items) read(item);
}

void read_listen(Section& section, Config& config) {
  const Node* listen = section.find("listen");
  if (listen == nullptr) return;
  const std::size_t colon = listen->text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : dialogs::parse_whole(listen->text.substr(colon + 1));
  if (!listen->is_scalar() || colon == 0 || !port || *port < 0 || *port > 65535) {
    return section.bad(*listen, "“listen”应该是地址加端口", "例如 127.0.0.1:8080");
  }
  config.address = listen->text.substr(0, colon);
  config.port = static_cast<std::uint16_t>(*port);
}

void read_limits(Section& section, Config& config) {
  const Node* node = section.find("limits");
  if (node == nullptr) return;
  Section limits(*node, section.faults());
  limits.whole("messages_per_minute", 1, 1'000'000, config.rate_limit.per_minute);
  limits.whole("messages_burst", 1, 1'000'000, config.rate_limit.burst);
  limits.whole("connections", 1, 100'000, config.connections_max);
  limits.whole("store_queue", 1, 1'000'000, config.store_queue_max);
  limits.whole("store_group", 1, 1024, config.store_group_max);
  limits.duration("lease", config.lease);
  limits.whole("conversations_cached", 64, 10'000'000, config.conversations_cached_max);
}

/// templates: what the account says when no ordinary message may leave any more.
void read_template(const Node& node, Faults& faults, integrations::WechatAccount& wire) {
  using integrations::WechatTemplate;
  Section section(node, faults);
  WechatTemplate made;
  if (const auto purpose = section.one_of("for", {"result", "revisit"})) {
    made.purpose = *purpose == 0U ? integrations::TemplatePurpose::kResult : integrations::TemplatePurpose::kRevisit;
  } else if (node.is_map() && node.find("for") == nullptr) {
    section.missing("for", "加一行 for: result（办结的答复）或 for: revisit（回访）");
  }
  if (const auto kind = section.one_of("kind", {"template", "subscription"})) {
    made.kind = *kind == 0U ? WechatTemplate::Kind::kTemplate : WechatTemplate::Kind::kSubscription;
  }
  section.text("id", made.id, true);
  section.text("url", made.url);
  const Node* fields = section.find("fields");
  if (fields == nullptr) {
    section.missing("fields", "照后台模板的字段写，例如 thing2: 事项");
  } else if (!fields->is_map()) {
    section.bad(*fields, "“fields”应该是“字段: 值”的列表", "例如 thing2: 事项");
  } else {
    for (const Node::Entry& entry : fields->entries) made.fields.emplace_back(entry.key, entry.value.text);
    // What is missing is told above already.
    if (const base::Status fits = integrations::wechat::check_template(made); !made.id.empty() && !fits) {
      section.bad(*fields, fits.error().text);
    }
  }
  wire.templates.push_back(std::move(made));
}

void read_wechat(Section& section, Config& config) {
  WechatConfig account;
  section.text("account", account.account, true);
  section.text("app_id", account.wire.app_id, true);
  std::string token;
  std::string aes_key;
  section.secret("token", config.mode, token, true);
  section.secret("aes_key", config.mode, aes_key, config.mode == Mode::kProduction);
  section.secret("app_secret", config.mode, account.wire.app_secret, false);
  section.text("api_base", account.wire.api_base);
  section.truth("plain", account.wire.accept_plain);
  for_each(section, "templates", [&](const Node& one) { read_template(one, section.faults(), account.wire); });
  if (!account.account.empty() && !dialogs::is_identifier(account.account, 1, 32)) {
    section.bad(section.node(), "“account”只能用小写字母、数字和下划线，并以字母开头");
  }
  if (account.wire.accept_plain && config.mode == Mode::kProduction) {
    section.faults().add("E0904", "明文模式不签名正文，正式环境不能用", section.node().place,
                         "删掉 plain: true，在公众号后台改用安全模式");
  }
  if (!token.empty()) account.wire.tokens.push_back(std::move(token));
  if (!aes_key.empty()) account.wire.aes_keys.push_back(std::move(aes_key));
  for (const WechatConfig& other : config.wechat) {
    if (other.account == account.account) {
      section.faults().add("E0905", "公众号“" + account.account + "”写了两次", section.node().place);
    }
  }
  config.wechat.push_back(std::move(account));
}

void read_channel(const Node& node, Faults& faults, Config& config) {
  Section section(node, faults);
  const auto kind = section.one_of("channel", {"wechat", "web"});
  if (!kind && node.is_map() && node.find("channel") == nullptr)
    section.missing("channel", "加一行 channel: wechat 或 web");
  if (kind == 0U) read_wechat(section, config);
  if (kind == 1U) section.truth("enabled", config.web_chat);
}

void read_hotline(const Node& node, Faults& faults, Config& config) {
  Section section(node, faults);
  HotlineConfig hotline;
  section.text("hotline", hotline.hotline, true);
  section.text("protocol", hotline.protocol, true);
  section.text("url", hotline.url);
  section.secret("api_key", config.mode, hotline.api_key, false);
  section.secret("report_secret", config.mode, hotline.report_secret, false);
  if (!hotline.report_secret.empty() && hotline.report_secret.size() < kReportSecretBytesMin) {
    faults.add("E0903", "热线“" + hotline.hotline + "”的 report_secret 太短", node.place, "至少 24 个字符，用随机生成的");
  }
  section.text("jurisdiction", hotline.jurisdiction);
  section.duration("poll", hotline.poll);
  section.duration("settle", hotline.settle);
  section.whole("calls_at_once", 1, 16, hotline.calls_at_once);
  section.whole("per_second", 1, 100'000, hotline.per_second);
  if (const auto ability = section.one_of("ability", {"none", "query", "key"})) {
    constexpr integrations::Ability kAbilities[] = {integrations::Ability::kNone, integrations::Ability::kQuery,
                                                    integrations::Ability::kKey};
    hotline.ability = kAbilities[*ability];
  }
  for (const HotlineConfig& other : config.hotlines) {
    if (other.hotline == hotline.hotline) {
      faults.add("E0905", "热线“" + hotline.hotline + "”写了两次", node.place);
    }
  }
  config.hotlines.push_back(std::move(hotline));
}

/// store: sqlite, or a URL of PostgreSQL. One with a password is a secret: `store_file` names the file that holds it.
void read_store(Section& section, Config& config) {
  const Node* open = section.find("store");
  const Node* file = section.find("store_file");
  const Node* given = open != nullptr ? open : file;
  if (given == nullptr) return;
  const auto is_url = [](const std::string& text) {
    return text.starts_with("postgres://") || text.starts_with("postgresql://");
  };
  std::string store = given->text;
  if (open == nullptr) {
    base::Result<std::string> read = read_secret(file->text);
    if (!read) return section.bad(*file, "密钥文件读不出来：" + read.error().text);
    store = std::move(*read);
  }
  if (store == "sqlite") return;
  if (!is_url(store)) {
    return section.bad(*given, "“store”只能是 sqlite 或 postgres://…",
                       "写 store: sqlite，或 store: postgres://用户:密码@主机:5432/数据库");
  }
  const std::size_t at = store.find('@');
  const bool has_password = at != std::string::npos && store.find(':', store.find("//")) < at;
  if (open != nullptr && has_password && config.mode == Mode::kProduction) {
    return section.faults().add("E0904", "数据库的密码不能直接写在正式环境的配置里", open->place,
                                "把整个地址写进只有本人可读的文件，改用 store_file: 路径");
  }
  config.store = std::move(store);
}

void read_root(const Node& root, Faults& faults, Config& config) {
  Section section(root, faults);
  if (section.one_of("mode", {"production", "dev"}) == 1U) config.mode = Mode::kDev;
  read_listen(section, config);
  section.whole("threads", 1, 64, config.threads);
  section.text("data", config.data);
  section.text("search", config.search);
  section.text("dialogs", config.dialogs);
  const auto publish = section.one_of("publish", {"until_published", "on_start", "on_change"});
  config.publish_on_start = publish == 1U || publish == 2U;
  config.publish_on_change = publish == 2U;
  section.text("web", config.web);
  section.text("duty", config.duty);
  section.text("promises", config.promises.promises);
  section.text("calendar", config.promises.calendar);
  section.text("roster", config.promises.roster);
  section.text("contents", config.promises.contents);
  section.text("replies", config.replies);
  for_each(section, "hosts", [&](const Node& host) { config.hosts.push_back(host.text); });
  read_limits(section, config);
  for_each(section, "channels", [&](const Node& channel) { read_channel(channel, faults, config); });
  for_each(section, "hotlines", [&](const Node& hotline) { read_hotline(hotline, faults, config); });
  read_store(section, config);
  if (config.mode == Mode::kProduction && config.lease < kLeaseMin) {
    section.faults().add("E0904", "“lease”比一次呼叫热线可能用的时间还短，正式环境不能用", root.place, "写 30s 以上，或删掉这一行（60s）");
  }
  if (config.mode == Mode::kProduction && config.hosts.empty()) {
    section.missing("hosts", "写上对外的域名，例如 hosts: [xinsheng.example.cn]");
  }
  if (config.wechat.empty() && !config.web_chat) section.missing("channels", "至少要有一个渠道，否则谁也联系不上");
}

}  // namespace

std::string store_url(const Config& config) {
  return config.store.empty() ? "sqlite:" + config.data + "/xinsheng.db" : config.store;
}

std::string search_path(const Config& config) { return config.search.empty() ? config.data + "/search.sqlite" : config.search; }

ReadConfig read_config(const std::string& path, const std::string& text) {
  ReadConfig read;
  Faults faults;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    faults.add("E0902", "配置文件是空的", {.file = path, .line = 0, .column = 0}, "参照 config/demo.yaml 写一份");
    read.faults = faults.sorted();
    return read;
  }
  const dialogs::SourceText source(path, text);
  const std::optional<Node> root = dialogs::read_yaml(source, faults);
  if (root) read_root(*root, faults, read.config);
  read.faults = faults.sorted();
  return read;
}

}  // namespace bot
