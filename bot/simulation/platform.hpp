#pragma once
// A messaging platform as the simulator plays it: WeChat's way of delivering (5 s, then twice more), of repeating and
// reordering, and of taking active messages. It keeps its own ledger of what it handed over and what it was answered.
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "bot/server/http.hpp"
#include "bot/simulation/world.hpp"
#include "integrations/http_client.hpp"

namespace bot::simulation {

struct Message {
  std::string driver;
  std::string id;    // MsgId
  std::string text;  // "" : a photo
  base::UnixMs sent{0};
  int tries = 0;
  bool acknowledged = false;           // the platform had a 200
  std::optional<std::string> answer;   // the bytes of the first 200 the program sent, whether or not they arrived
};

class Platform {
 public:
  struct Door {
    /// Hands the request in; false: nobody listens. The answer comes through `answered`, or never.
    std::function<bool(Request, std::function<void(const Response&)> answered)> knock;
    /// A 200 left: is the message really kept?
    std::function<bool(const Message&)> is_kept;
  };
  /// What a driver reads, as soon as he can.
  using Reads = std::function<void(const std::string& driver, const std::string& text)>;

  Platform(World& world, bool has_faults);
  void on(Door door, Reads reads) { door_ = std::move(door); reads_ = std::move(reads); }

  void send(const std::string& driver, const std::string& text);
  /// Calls of the program: its token, and its active messages.
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest& request, const integrations::CallLimits& limits);

  const std::vector<Message>& ledger() const { return ledger_; }
  bool was_read(const std::string& driver, const std::string& text) const;
  /// A template message with this key reached its driver.
  bool took_template(const std::string& key) const { return templates_.contains(key); }
  void use_delivery_number_in_id(bool uses) { numbered_deliveries_ = uses; }

 private:
  void deliver(std::size_t at);
  void answered(std::size_t at, const Response& response, bool arrives);
  void try_again(std::size_t at);
  Request request_of(const Message& message) const;
  void change_weather();
  /// What befalls a call; nullopt: nothing.
  std::optional<base::Result<integrations::HttpResponse>> misfortune(const integrations::CallLimits& limits, bool& answer_is_lost);
  base::Result<integrations::HttpResponse> take_template(const integrations::HttpRequest& request, const integrations::CallLimits& limits);
  base::Result<integrations::HttpResponse> take_active(const integrations::HttpRequest& request, const integrations::CallLimits& limits);

  World& world_;
  bool has_faults_;
  bool numbered_deliveries_ = false;
  bool is_away_ = false;  // its calls: for hours it is busy
  Door door_;
  Reads reads_;
  std::vector<Message> ledger_;
  std::map<std::string, base::UnixMs> last_word_;              // by driver
  std::map<std::string, std::vector<std::string>> delivered_;  // active messages by driver
  std::set<std::string> templates_;                            // keys of template messages that reached their drivers
  std::uint64_t next_id_ = 7'000'000'000'000'000'000;
};

}  // namespace bot::simulation
