#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "bot/cli/command.hpp"
#include "bot/cli/live_store.hpp"
#include "bot/desk/accounts/new_account.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

struct Options {
  StoreChoice store;
  std::string name, display, role = "operator", by = "cli";
  bool without_code = false;
  bool enable = false;
};

int report(const base::Result<json>& answer) { return answer ? kExitOk : report_error(answer.error()); }

int add(const Options& options) {
  base::SystemRandom random;
  const base::SystemClock clock;
  const auto made = desk::make_account({.name = options.name, .display = options.display, .role = options.role, .one_time_code = !options.without_code},
                                       {}, random, clock.now());
  if (!made) return report_error(made.error());
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> answer = store->ask({{"ask", "user_add"},
                                                {"name", made->account.name},
                                                {"display", made->account.display},
                                                {"role", made->account.role},
                                                {"password", made->account.password},
                                                {"totp", made->account.totp},
                                                {"by", options.by}});
  if (!answer) return report_error(answer.error());
  std::cout << "用户名 " << options.name << "  密码 " << made->password << std::endl;
  if (!made->one_time_uri.empty()) std::cout << "验证码（放进手机上的验证器）" << made->one_time_uri << std::endl;
  return kExitOk;
}

int list(const Options& options) {
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> answer = store->ask({{"ask", "users"}});
  if (!answer) return report_error(answer.error());
  for (const json& user : answer->at("users")) {
    std::cout << user["name"].get<std::string>() << "  " << user["role"].get<std::string>() << "  " << user["display"].get<std::string>()
              << (user["one_time_code"].get<bool>() ? "  验证码" : "") << (user["disabled"].get<bool>() ? "  已停用" : "") << "\n";
  }
  return kExitOk;
}

int password(const Options& options) {
  base::SystemRandom random;
  const std::string chosen = desk::make_password(random);
  const auto hash = desk::hash_password(chosen, {});
  if (!hash) return report_error(hash.error());
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  const base::Result<json> answer = store->ask({{"ask", "user_password"}, {"name", options.name}, {"password", *hash}, {"by", options.by}});
  if (!answer) return report_error(answer.error());
  std::cout << "用户名 " << options.name << "  密码 " << chosen << std::endl;
  return kExitOk;
}

int disable(const Options& options) {
  const std::unique_ptr<LiveStore> store = connect(options.store);
  if (!store) return kExitConfig;
  return report(store->ask({{"ask", "user_disable"}, {"name", options.name}, {"disabled", !options.enable}, {"by", options.by}}));
}

}  // namespace

void add_user(CLI::App& app, std::function<int()>& run) {
  auto options = std::make_shared<Options>();
  CLI::App* user = app.add_subcommand("user", "Accounts of the operators' console; the server may be running");
  user->require_subcommand(1);
  const auto sub = [&](const char* name, const char* help, int (*act)(const Options&)) {
    CLI::App* command = user->add_subcommand(name, help);
    add_store_options(*command, options->store);
    command->callback([&run, options, act] { run = [options, act] { return act(*options); }; });
    return command;
  };
  CLI::App* added = sub("add", "Adds an account and prints its password once", add);
  added->add_option("name", options->name, "Name to sign in with")->required();
  added->add_option("--display", options->display, "Name colleagues see");
  added->add_option("--role", options->role, "viewer, operator, supervisor, script_author, auditor or administrator")->capture_default_str();
  added->add_flag("--without-code", options->without_code, "Sign in without one-time codes; for trying it out");
  added->add_option("--by", options->by, "Who does this, for the audit log");
  sub("list", "Lists all accounts", list);
  CLI::App* renewed = sub("password", "Makes a new password, prints it once, and ends the account's sessions", password);
  renewed->add_option("name", options->name, "The account")->required();
  renewed->add_option("--by", options->by, "Who does this, for the audit log");
  CLI::App* disabled = sub("disable", "Ends the account's sessions and lets it sign in no more", disable);
  disabled->add_option("name", options->name, "The account")->required();
  disabled->add_flag("--undo", options->enable, "Lets it sign in again");
  disabled->add_option("--by", options->by, "Who does this, for the audit log");
}

}  // namespace bot::cli
