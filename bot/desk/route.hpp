#pragma once
// One line of the table from which the desk's dispatcher, its description (/api/openapi.json) and its tests are made.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/desk/roles.hpp"
#include "bot/desk/schema.hpp"
#include "bot/server/http.hpp"

namespace bot::desk {

struct DeskParts;

/// Who asks.
struct Person {
  std::int64_t id = 0;
  std::string name;
  std::string display;
  Role role = Role::kViewer;
  std::string session;  // its id in the store
  std::string token;    // of the session
};

/// A request that passed the door: its person may ask this, its body has the route's shape. Never changes; may be kept.
struct Call {
  Request request;
  std::map<std::string, std::string, std::less<>> path;  // {name} -> value
  std::shared_ptr<const nlohmann::json> body;            // an object; empty where the route has none
  Person person;
  std::string key;  // idempotency key of a write, else ""
  DeskParts* desk = nullptr;

  std::string_view segment(std::string_view name) const;
  /// As a positive number; 0: it is none.
  std::int64_t number(std::string_view name) const;
  /// "" if absent.
  std::string_view query(std::string_view name) const;
  std::size_t page_size(std::size_t usual, std::size_t most) const;
  /// A text of the body, "" if absent.
  std::string text(const char* name) const;
};
using CallPtr = std::shared_ptr<const Call>;

/// Called with the answer exactly once, from any thread; a write whose answer is 5xx was not done and may be asked again.
using Reply = std::function<void(Response)>;
/// Runs on one of the desk's threads and may wait for the store.
using Serve = std::function<void(const CallPtr&, Reply)>;
using ServeStream = std::function<void(const CallPtr&, Responder)>;

struct DeskRoute {
  const char* method;
  const char* path;     // "/api/conversations/{id}/reply"
  const char* name;     // operationId, camelCase
  const char* summary;  // one English sentence
  Roles roles;
  /// What is written to the audit log before the act, as "conversation.reply"; "" for reads of masked data. Its object is the path
  /// behind /api/, its note the body's `reason`.
  const char* audit = "";
  std::vector<schema::Field> query = {};
  std::optional<schema::Shape> body = std::nullopt;
  schema::Shape answer;
  Serve serve = {};
  ServeStream stream = {};  // instead of `serve`: text/event-stream
  bool open = false;        // asked before signing in; its body is checked, nothing else
  std::size_t body_bytes_max = 64 * 1024;
  /// A question whose words are too long for an address: POST, and nothing is changed. It needs the token, but no key, and leaves no
  /// trace.
  bool asks = false;
  bool has_body() const { return std::string_view(method) != "GET"; }
  bool writes() const { return has_body() && !asks; }
};

Response json_answer(int status, const nlohmann::json& body);
/// 200 with JSON that is text already.
Response json_text_answer(std::string body);
/// {"error","message","request_id"}; `present` is added as "present" where somebody was first.
Response refusal(const Call& call, int status, std::string_view code, std::string_view message);
Response conflict(const Call& call, std::string_view message, const nlohmann::json& present);
Response store_failed(const Call& call);

}  // namespace bot::desk
