#pragma once
// The desk with real parts (the shell of tests/bot/shell.hpp), asked as the server asks it, without a socket.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bot/desk/accounts/new_account.hpp"
#include "bot/desk/desk.hpp"
#include "bot/desk/live/feed.hpp"
#include "bot/desk/routes.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "bot/desk/search/search_desk.hpp"
#include "bot/duty/book.hpp"
#include "bot/ingress/media.hpp"
#include "tests/bot/shell.hpp"

namespace desk_room {

/// Waits for the one answer to a request.
class Answered final : public bot::Responder::Port {
 public:
  void send(bot::Response response) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
    done_.notify_all();
  }
  std::shared_ptr<bot::EventStream> stream(bot::Response) override { return nullptr; }
  bot::Response wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return response_.has_value(); });
    return *response_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::optional<bot::Response> response_;
};

/// A browser: keeps its cookie and token.
struct Browser {
  std::string cookie;
  std::string token;
};

class DeskRoom {
 public:
  explicit DeskRoom(std::vector<bot::desk::DeskRoute> table = bot::desk::all_routes())
      : media_(folder_.path("photos"), shell.random),
        search_(folder_.path("search.sqlite"), *shell.store),
        parts_{.store = *shell.store,
               .mailboxes = *shell.mailboxes,
               .releases = *shell.releases,
               .media = media_,
               .feed = feed_,
               .promises = shell.promises,
               .search = search_,
               .workbench = workbench_,
               .command =
                   [this](const nlohmann::json& asked) {
                     commands.push_back(asked);
                     return command_answer;
                   },
               .style_of = [this](const storage::ConversationKey&) { return &style; },
               .random = shell.random,
               .clock = shell.clock,
               .log = shell.log,
               .duty = duty,
               .files = {.promises = {.promises = folder_.path("promises.txt"),
                                      .calendar = folder_.path("calendar.txt"),
                                      .roster = folder_.path("roster.txt"),
                                      .contents = folder_.path("contents.txt")},
                         .replies = folder_.path("replies.txt"),
                         .duty = folder_.path("duty.yaml"),
                         .secrets_in_file = true},
               .secure_cookie = true,
               .password_cost = kQuick,
               .sign_in_limit = {},
               .shared_answers = {}},
        desk_(parts_, std::move(table), "{}", "<!doctype html>") {}

  /// The password of a new account.
  std::string add(const std::string& name, bot::desk::Role role, bool one_time_code = false) {
    const auto made = bot::desk::make_account({.name = name, .display = name, .role = std::string(to_name(role)), .one_time_code = one_time_code},
                                              kQuick, shell.random, shell.clock.now());
    (void)shell.store->accounts().add(made->account).value();
    return made->password;
  }

  bot::Response ask(bot::Request request) {
    auto answered = std::make_shared<Answered>();
    for (const bot::Route& route : desk_.routes()) {
      const std::string path = route.path;
      const bool fits = path.ends_with("/*") ? request.path.starts_with(path.substr(0, path.size() - 1)) : request.path == path;
      // As the server's router: an exact path goes before a pattern.
      if (fits && route.method == request.method && (!path.ends_with("/*") || request.path != "/api/openapi.json")) {
        route.handler(std::move(request), bot::Responder(answered));
        return answered->wait();
      }
    }
    return {.status = 404, .content_type = {}, .headers = {}, .body = {}};
  }

  /// As a browser's page asks: same origin, cookie, token, a new key.
  bot::Request request(const Browser& browser, const std::string& method, const std::string& path, const nlohmann::json& body = nullptr) {
    bot::Request made;
    made.method = method;
    const std::size_t mark = path.find('?');
    made.path = path.substr(0, mark);
    if (mark != std::string::npos) {
      std::string rest = path.substr(mark + 1);
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string pair = rest.substr(0, end);
        const std::size_t equals = pair.find('=');
        made.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        rest = end == rest.size() ? "" : rest.substr(end + 1);
      }
    }
    made.headers = {{"Host", "desk.example"}};
    if (!browser.cookie.empty()) made.headers.emplace_back("Cookie", "__Host-xinsheng_desk=" + browser.cookie);
    if (method != "GET") {
      made.headers.emplace_back("Origin", "https://desk.example");
      made.headers.emplace_back("X-CSRF-Token", browser.token);
      made.headers.emplace_back("Idempotency-Key", "key-" + std::to_string(++keys_) + "-of-test");
    }
    if (!body.is_null()) {
      made.headers.emplace_back("Content-Type", "application/json");
      made.body = body.dump();
    }
    made.peer = "192.0.2.1";
    made.request_id = "0000000000000001";
    return made;
  }

  bot::Response ask(const Browser& browser, const std::string& method, const std::string& path, const nlohmann::json& body = nullptr) {
    return ask(request(browser, method, path, body));
  }

  bot::Response try_sign_in(const std::string& name, const std::string& password, const std::string& code = "") {
    nlohmann::json body{{"name", name}, {"password", password}};
    if (!code.empty()) body["code"] = code;
    return ask({}, "POST", "/api/session", body);
  }

  Browser browser_of(const bot::Response& signed_in) {
    Browser browser;
    for (const auto& [name, value] : signed_in.headers) {
      if (name == "Set-Cookie") browser.cookie = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    }
    browser.token = nlohmann::json::parse(signed_in.body)["token"];
    return browser;
  }

  /// A new account of this role, signed in.
  Browser sign_in(const std::string& name, bot::desk::Role role) { return browser_of(try_sign_in(name, add(name, role))); }

  std::vector<storage::AuditEntry> audit() { return shell.store->accounts().audit(0, 1000).value(); }

  shell::Shell shell;
  bot::ChannelStyle style{.channel = "wechat", .answers_passively = true};
  bot::DutyBook duty;
  std::vector<nlohmann::json> commands;  // what was asked of the commands, and what they answer
  nlohmann::json command_answer = nlohmann::json::object();

 private:
  static constexpr bot::desk::PasswordCost kQuick{.passes = 1, .memory_bytes = 8192};

  test::Folder folder_;
  bot::Media media_;
  bot::desk::DeskFeed feed_{shell.clock};
  bot::desk::SearchDesk search_;
  bot::desk::Workbench workbench_{*shell.store, shell.clock};
  int keys_ = 0;

 public:
  bot::desk::DeskParts parts_;

 private:
  bot::desk::Desk desk_;
};

inline nlohmann::json json_of(const bot::Response& response) { return nlohmann::json::parse(response.body); }

/// The mailboxes run while somebody acts at the desk.
class Running {
 public:
  explicit Running(DeskRoom& room) : room_(room) { room_.shell.run_on_thread(); }
  ~Running() { room_.shell.stop_thread(); }

 private:
  DeskRoom& room_;
};

}  // namespace desk_room
