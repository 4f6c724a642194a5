#include "bot/cli/live_store.hpp"

#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/system_clock.hpp"
#include "bot/files.hpp"
#include "bot/json.hpp"
#include "bot/orders/service.hpp"
#include "bot/publishing/service.hpp"
#include "bot/publishing/spool.hpp"
#include "bot/releases.hpp"
#include "bot/turns/forward_service.hpp"
#include "storage/open.hpp"

namespace bot::cli {
namespace {

using nlohmann::json;

constexpr base::Millis kPatience = base::seconds(10);
constexpr std::string_view kDraftSign = "draft:";

base::Result<json> checked(json answer) {
  if (!answer.is_object()) return base::Error{base::ErrorCode::kStorage, "服务器的回话读不懂"};
  if (auto error = error_in(answer)) return *error;
  return answer;
}

class OwnStore final : public LiveStore {
 public:
  OwnStore(std::unique_ptr<base::SystemClock> clock, std::unique_ptr<base::SystemRandom> random,
           std::unique_ptr<base::Log> log, std::unique_ptr<storage::Store> store, std::shared_ptr<const Promises> promises)
      : clock_(std::move(clock)),
        random_(std::move(random)),
        log_(std::move(log)),
        store_(std::move(store)),
        promises_(std::move(promises)),
        service_(*store_, store_->clock()),
        tickets_({.store = *store_, .promises = promises_, .clock = store_->clock()}),
        forwards_(*store_, promises_, nullptr, *random_) {}
  base::Result<json> ask(const json& request) override {
    if (ForwardService::knows(request)) return checked(forwards_.answer(request));
    return checked(TicketService::knows(request) ? tickets_.answer(request) : service_.answer(request));
  }

 private:
  std::unique_ptr<base::SystemClock> clock_;
  std::unique_ptr<base::SystemRandom> random_;
  std::unique_ptr<base::Log> log_;
  std::unique_ptr<storage::Store> store_;
  PromiseBook promises_;
  PublishingService service_;
  TicketService tickets_;
  ForwardService forwards_;
};

class ServersStore final : public LiveStore {
 public:
  explicit ServersStore(std::string spool) : spool_(std::move(spool)) {}
  base::Result<json> ask(const json& request) override {
    base::Result<std::string> answer = ask_server(spool_, to_text(request), random_, kPatience);
    if (!answer) return answer.error();
    return checked(json::parse(*answer, nullptr, false));
  }

 private:
  std::string spool_;
  base::SystemRandom random_;
};

}  // namespace

std::unique_ptr<LiveStore> connect(const StoreChoice& choice) {
  const std::optional<storage::StoreOptions> options = options_of(choice);
  if (!options) return nullptr;
  auto clock = std::make_unique<base::SystemClock>();
  auto random = std::make_unique<base::SystemRandom>();
  auto log = std::make_unique<base::NoLog>();
  auto store = storage::open_store(*options, *clock, *random, *log);
  if (store) {
    const PromiseFiles files = choice.config.empty() ? PromiseFiles{} : open_config(choice.config).config.promises;
    ReadPromises promises = read_promises(files);
    // Only what concerns promises suffers from their faults.
    if (!promises.promises) promises.promises = std::make_shared<const Promises>();
    return std::make_unique<OwnStore>(std::move(clock), std::move(random), std::move(log), std::move(*store),
                                      std::move(promises.promises));
  }
  if (store.error().code == base::ErrorCode::kBusy) {
    const std::string data = choice.config.empty() ? choice.data : open_config(choice.config).config.data;
    return std::make_unique<ServersStore>(spool_of(data));
  }
  std::cerr << "库打不开：" << store.error().text
            << "\n  = 怎么改：用 --config 指定服务器的配置，或用 --data 指定它的数据文件夹" << std::endl;
  return nullptr;
}

std::optional<NamedScripts> open_scripts(const std::string& reference, const StoreChoice& choice,
                                         std::unique_ptr<LiveStore>& store) {
  NamedScripts scripts;
  std::error_code failure;
  if (std::filesystem::is_directory(reference, failure)) {
    base::Result<std::vector<dialogs::SourceFile>> files = read_scripts(reference);
    if (!files) {
      report_error(files.error());
      return std::nullopt;
    }
    scripts.name = "文件夹 " + reference;
    scripts.sources = encode_sources(*files);
    scripts.loaded = load_sources(std::move(*files));
    return scripts;
  }
  if (!store) store = connect(choice);
  if (!store) return std::nullopt;
  const bool is_draft = reference.starts_with(kDraftSign);
  const base::Result<json> found =
      is_draft ? store->ask({{"ask", "draft"}, {"name", reference.substr(kDraftSign.size())}})
               : store->ask({{"ask", "release"}, {"of", reference}});
  if (!found) {
    report_error(found.error());
    return std::nullopt;
  }
  scripts.sources = found->at("sources").get<std::string>();
  (is_draft ? scripts.base : scripts.number) = found->at(is_draft ? "base" : "number").get<std::int64_t>();
  scripts.name = is_draft ? "草稿 " + reference.substr(kDraftSign.size()) : "第 " + std::to_string(scripts.number) + " 版";
  base::Result<std::vector<dialogs::SourceFile>> files = decode_sources(scripts.sources);
  if (!files) {
    report_error(files.error());
    return std::nullopt;
  }
  scripts.loaded = load_sources(std::move(*files));
  return scripts;
}

int report_error(const base::Error& error) {
  std::cerr << "没有做成：" << error.text << std::endl;
  switch (error.code) {
    case base::ErrorCode::kConflict:
    case base::ErrorCode::kNotFound:
    case base::ErrorCode::kInvalid: return kExitNegative;
    default: return kExitInternal;
  }
}

}  // namespace bot::cli
