#pragma once
// GeoReport v2 with the mySociety update extension, server side (peers reference §4). Written from the standard, not
// from the client.
#include <string>
#include <string_view>

#include "integrations/twins/book.hpp"
#include "integrations/twins/faults.hpp"
#include "integrations/twins/form.hpp"
#include "integrations/twins/formats.hpp"
#include "integrations/twins/services.hpp"

namespace twins {

/// One HTTP call, its target taken apart.
struct Call {
  std::string method;
  std::string path;  // percent-decoding is not needed: every path of the standard is plain
  std::string query;
  std::string body;
  std::string idempotency_key;
  std::string site;  // Sec-Fetch-Site, of browsers only
};

/// Thread-safe as its parts are.
class Open311Server {
 public:
  /// All must outlive the server. `own_url` is announced in discovery.
  Open311Server(const Catalogue& catalogue, Book& book, std::string api_key, std::string own_url)
      : catalogue_(catalogue), book_(book), api_key_(std::move(api_key)), own_url_(std::move(own_url)) {}

  static CallKind kind_of(const Call& call);
  Answer handle(const Call& call);

 private:
  Answer discovery(Format format) const;
  Answer services(Format format) const;
  Answer definition(Format format, std::string_view service_code) const;
  Answer submit(Format format, const Call& call);
  Answer list_requests(Format format, const Form& query) const;
  Answer one_request(Format format, std::string_view id) const;
  Answer list_updates(Format format, const Form& query) const;
  Answer update(Format format, const Form& form);
  bool opens(std::string_view api_key) const { return api_key == api_key_; }
  nlohmann::ordered_json to_json(const Request& request, bool extensions) const;

  const Catalogue& catalogue_;
  Book& book_;
  std::string api_key_;
  std::string own_url_;
};

/// The standard's list of errors.
class Errors {
 public:
  void add(int code, std::string description);
  bool any() const { return !list_.empty(); }
  /// 403 if the key is wrong, else 404 if a resource is missing, else what the first error says.
  Answer render(Format format) const;

 private:
  std::vector<std::pair<int, std::string>> list_;
};

Answer one_error(Format format, int code, std::string description);

}  // namespace twins
