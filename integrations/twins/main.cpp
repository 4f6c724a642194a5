// hotline-twin: a stand-in for one of the hotlines 12345, 12328 and 12348.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "base/system_clock.hpp"
#include "integrations/twins/book.hpp"
#include "integrations/twins/desk.hpp"
#include "integrations/twins/http_server.hpp"
#include "integrations/twins/open311_server.hpp"

namespace {

constexpr int kExitConfiguration = 78;

struct Settings {
  std::string code;
  std::uint16_t port = 0;
  std::string ledger;
  std::string address = "127.0.0.1";
  std::string life = "manual";
  int in_progress_after_s = 20;
  int close_after_s = 40;
  std::string api_key = "xinsheng-demo-key";
};

void declare(CLI::App& app, Settings& settings) {
  app.add_option("--code", settings.code, "which hotline: 12345, 12328 or 12348")->required();
  app.add_option("--port", settings.port, "port to listen on; 0 lets the system choose")->required();
  app.add_option("--ledger", settings.ledger,
                 "file of JSON lines, created if missing; what it holds is loaded at start")
      ->required();
  app.add_option("--address", settings.address, "IP address to listen on")->capture_default_str();
  app.add_option("--life", settings.life, "how requests move: manual (page or command) or auto (by themselves)")
      ->check(CLI::IsMember({"manual", "auto"}))
      ->capture_default_str();
  app.add_option("--in-progress-after", settings.in_progress_after_s, "auto: seconds until work begins")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  app.add_option("--close-after", settings.close_after_s, "auto: seconds of work until a request is closed")
      ->check(CLI::Range(0, 86'400))
      ->capture_default_str();
  app.add_option("--api-key", settings.api_key, "key that POST calls must carry")->capture_default_str();
  app.footer(
      "Serves Open311 GeoReport v2 from its root: /discovery, /services, /services/CODE, /requests, /requests/ID,\n"
      "/servicerequestupdates, each with .json or .xml. GET / is a page for people.\n"
      "Move a request:   curl -d api_key=KEY -d service_request_id=ID -d status=CLOSED URL/servicerequestupdates.json\n"
      "Misbehave:        curl -d '{\"mode\":\"drop_after\",\"count\":1}' URL/twin/faults\n"
      "  modes: delay drop_before drop_after status_500_before status_500_after status_503 drip junk reject redirect "
      "none;\n"
      "  \"ms\": how slowly; \"on\": submit (usual), lookup or updates. DELETE URL/twin/faults behaves again.\n"
      "Read the ledger:  curl URL/twin/ledger");
}

/// The desk's own doors first, the standard's behind them.
class Front final : public twins::CallHandler {
 public:
  Front(twins::Desk& desk, twins::Open311Server& open311, twins::Book& book, twins::Life life)
      : desk_(desk), open311_(open311), book_(book), life_(life) {}

  twins::Answer handle(const twins::Call& call) override {
    if (auto answer = desk_.handle(call)) return std::move(*answer);
    return open311_.handle(call);
  }
  void tick() override { book_.live(life_); }

 private:
  twins::Desk& desk_;
  twins::Open311Server& open311_;
  twins::Book& book_;
  twins::Life life_;
};

int refuse(const std::string& text) {
  std::fprintf(stderr, "hotline-twin: %s\n", text.c_str());
  return kExitConfiguration;
}

int serve(const Settings& settings) {
  const twins::Catalogue* const catalogue = twins::find_catalogue(settings.code);
  if (catalogue == nullptr) return refuse("--code is 12345, 12328 or 12348");
  if (settings.api_key.empty()) return refuse("--api-key is empty");

  const base::SystemClock clock;
  auto ledger = twins::Ledger::open(settings.ledger);
  if (!ledger) return refuse(ledger.error().text);
  auto book = twins::Book::open(std::move(*ledger), clock);
  if (!book) return refuse(settings.ledger + ": " + book.error().text);

  twins::HttpServer server;
  const auto port = server.listen(settings.address, settings.port);
  if (!port) return refuse(port.error().text);
  const bool bracketed = settings.address.find(':') != std::string::npos;
  const std::string url =
      "http://" + (bracketed ? "[" + settings.address + "]" : settings.address) + ":" + std::to_string(*port) + "/";

  twins::Life life;
  if (settings.life == "auto") {
    life = {base::seconds(settings.in_progress_after_s), base::seconds(settings.close_after_s)};
  }
  twins::Faults faults;
  twins::Desk desk(*catalogue, **book, faults);
  twins::Open311Server open311(*catalogue, **book, settings.api_key, url);
  Front front(desk, open311, **book, life);
  std::printf("hotline-twin %s ready %s ledger %s\n", settings.code.c_str(), url.c_str(), settings.ledger.c_str());
  std::fflush(stdout);
  server.run(front, faults);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A stand-in for a government hotline, with its own ledger and faults on demand.", "hotline-twin");
  Settings settings;
  declare(app, settings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitConfiguration;
  }
  return serve(settings);
}
