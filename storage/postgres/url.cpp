#include "storage/postgres/url.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <map>
#include <memory>
#include <string_view>

namespace storage::postgres {

namespace {

constexpr int kAnswerMs = 5'000;

std::map<std::string, std::string> fields_of(const std::string& url) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), &problem),
                                                                               PQconninfoFree);
  PQfreemem(problem);  // it may quote the password
  std::map<std::string, std::string> fields;
  for (const PQconninfoOption* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr) fields[option->keyword] = option->val;
  }
  return fields;
}

/// What the server answers a connection that is refused: five letters, "" if it says nothing. Only its verbose messages
/// have them, and the words beside them are in whatever language the server speaks.
std::string refusal_code(const std::string& url, std::string& message) {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectStart(url.c_str()), PQfinish);
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) return "";
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    pollfd wait{.fd = PQsocket(connection.get()),
                .events = static_cast<short>(state == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                .revents = 0};
    if (::poll(&wait, 1, kAnswerMs) <= 0) return "";
    state = PQconnectPoll(connection.get());
  }
  message = PQerrorMessage(connection.get());
  for (std::size_t at = message.find(": "); at != std::string::npos; at = message.find(": ", at + 1)) {
    const std::size_t begin = message.find_first_not_of(' ', at + 1);
    if (begin == std::string::npos || begin + 5 >= message.size() || message[begin + 5] != ':') continue;
    const std::string code = message.substr(begin, 5);
    const bool is_code = code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos &&
                         code.find_first_of("0123456789") != std::string::npos;  // "FATAL" is none
    if (is_code) return code;
  }
  return "";
}

}  // namespace

base::Result<std::string> place_of(const std::string& url) {
  const auto fields = fields_of(url);
  const bool is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
  if (!is_url || fields.empty() || !fields.contains("dbname") || !fields.contains("host")) {
    return base::Error{
        base::ErrorCode::kInvalid,
        "storage: the database's URL is not one of PostgreSQL; write postgres://user:password@host:5432/database"};
  }
  std::string place = "PostgreSQL database " + fields.at("dbname") + " at " + fields.at("host");
  if (fields.contains("port")) place += ":" + fields.at("port");
  return place;
}

std::string why_not_opened(const std::string& url, const PgFailure& failure) {
  std::string message;
  std::string code = failure.sqlstate();
  if (code.empty()) code = refusal_code(url, message);
  if (code == "28P01" || code == "28000")
    return "refuses the user or the password; correct them in the URL, or let the user in (pg_hba.conf)";
  if (code == "3D000") return "does not exist; create it (CREATE DATABASE) or correct its name in the URL";
  if (code == "53300") return "has no free connection; raise max_connections or stop other programs";
  if (code.starts_with("57P")) return "is starting or stopping; start this program again when it is up";
  if (code == "53100") return "has no space on its disk; make room there";
  if (code == "25006") return "is a read-only standby; name the primary, or all hosts of the cluster (host1,host2)";
  if (code == "42501") return "does not let its user create tables; make the user the owner of the database";
  if (!code.empty()) return "cannot be opened (" + code + "); see the server's log";
  if (message.find("SSL") != std::string::npos || message.find("certificate") != std::string::npos) {
    return "cannot be spoken to under TLS as the URL asks; check sslmode, sslrootcert and the server's certificate";
  }
  return "cannot be reached; check host, port and firewall, and see that the server runs";
}

}  // namespace storage::postgres
