#include "storage/postgres/bulletin.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "base/hash.hpp"
#include "storage/postgres/partitions.hpp"

namespace storage::postgres {

namespace {

constexpr char kChannel[] = "xinsheng_turns";
constexpr std::size_t kPayloadBytesMax = 7'900;  // PostgreSQL's bound is 7,999
constexpr std::size_t kWaitingMax = 20'000;
constexpr int kGoneAfter = 5;  // failed attempts, about 2 s, after which nobody waits
constexpr base::Millis kLookEvery = base::seconds(5);
constexpr base::Millis kChoresEvery = base::minutes(1);
constexpr char kQuick[] = "SET synchronous_commit = off";
constexpr char kListen[] = "LISTEN xinsheng_turns";
constexpr char kAlive[] = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";
constexpr char kField = '\x1f';
constexpr char kEnd = '\x1e';

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_plain(const std::string& text) { return text.find_first_of("\x1e\x1f") == std::string::npos; }

}  // namespace

std::vector<std::string> encode_told(const std::string& node, const std::vector<Elsewhere>& turns) {
  std::vector<std::string> payloads;
  for (const Elsewhere& turn : turns) {
    if (!is_plain(turn.key.channel) || !is_plain(turn.key.account) || !is_plain(turn.key.driver)) continue;
    std::string one;
    one += kEnd + std::to_string(turn.conversation) + kField + std::to_string(turn.sequence) + kField +
           turn.key.channel + kField + turn.key.account + kField + turn.key.driver;
    if (node.size() + one.size() > kPayloadBytesMax) continue;
    if (payloads.empty() || payloads.back().size() + one.size() > kPayloadBytesMax) payloads.push_back(node);
    payloads.back() += one;
  }
  return payloads;
}

std::optional<std::vector<Elsewhere>> decode_told(const std::string& node, std::string_view payload) {
  std::vector<Elsewhere> turns;
  const auto entries = parts_of(payload, kEnd);
  if (entries.front() == node) return turns;
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const auto fields = parts_of(entries[i], kField);
    Elsewhere turn;
    if (fields.size() != 5 || !read_number(fields[0], turn.conversation) || !read_number(fields[1], turn.sequence)) {
      return std::nullopt;
    }
    turn.key = {std::string(fields[2]), std::string(fields[3]), std::string(fields[4])};
    turns.push_back(std::move(turn));
  }
  return turns;
}

base::Millis reconnect_wait(int failed, std::uint64_t random) {
  const std::int64_t step = std::min<std::int64_t>(std::int64_t{50} << std::min(failed, 10), 2'000);
  return {step / 2 + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(step / 2 + 1))};
}

Bulletin::Bulletin(Options options, Reach& reach, DatabaseClock& clock, const base::Clock& local, base::Log& log)
    : options_(std::move(options)),
      reach_(reach),
      clock_(clock),
      local_(local),
      log_(log),
      jitter_(base::hash64(options_.node)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  reach_.on_loss([this] { wake(); });
  thread_ = std::thread([this] { work(); });
}

Bulletin::~Bulletin() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  closing_.notify_all();
  wake();
  thread_.join();
  ::close(wake_);
}

void Bulletin::listen(Store::Heard heard) {
  const std::scoped_lock lock(mutex_);
  heard_ = std::move(heard);
}

void Bulletin::tell(std::vector<Elsewhere> turns) {
  {
    const std::scoped_lock lock(mutex_);
    for (Elsewhere& turn : turns) {
      if (waiting_.size() < kWaitingMax) waiting_.push_back(std::move(turn));
    }
  }
  wake();
}

void Bulletin::wake() const { (void)::eventfd_write(wake_, 1); }

bool Bulletin::stopping() {
  const std::scoped_lock lock(mutex_);
  return stopping_;
}

/// Until the server says something, wake() is called or the time is over.
void Bulletin::wait(base::Millis at_most) {
  std::array<pollfd, 2> waits{{{.fd = wake_, .events = POLLIN, .revents = 0},
                               {.fd = connection_->descriptor(), .events = POLLIN, .revents = 0}}};
  (void)::poll(waits.data(), waits.size(), static_cast<int>(at_most.count));
  eventfd_t count = 0;
  (void)::eventfd_read(wake_, &count);
}

/// The whole time, unless the store closes: nothing that others lose or tell makes the next attempt come sooner.
void Bulletin::rest(base::Millis time) {
  std::unique_lock lock(mutex_);
  closing_.wait_for(lock, std::chrono::milliseconds(time.count), [this] { return stopping_; });
}

void Bulletin::work() {
  while (!stopping()) {
    if (!connection_ && !connect()) {
      rest(reconnect_wait(failed_, jitter_.next_u64()));
      continue;
    }
    try {
      if (reach_.away()) look();
      send_told();
      hear();
      if (local_.monotonic() - chores_done_ >= kChoresEvery) chores();
      wait(kLookEvery);
    } catch (const PgFailure& failure) {
      lose(failure);
    }
  }
}

bool Bulletin::connect() {
  generation_ = reach_.generation();
  try {
    connection_ = std::make_unique<Connection>(options_.url);
    connection_->run(kQuick);
    connection_->run(kListen);
    chores();
  } catch (const PgFailure& failure) {
    connection_.reset();
    reach_.lost(generation_, failure);
    if (++failed_ == kGoneAfter) {
      log_.error("database_unreachable");
      reach_.give_up_waiting(failure.problem());
    }
    return false;
  }
  if (failed_ >= kGoneAfter) log_.info("database_reached_again");
  failed_ = 0;
  reach_.back();
  Store::Heard heard;
  {
    const std::scoped_lock lock(mutex_);
    heard = heard_;
  }
  if (std::exchange(was_connected_, true) && heard) heard(std::nullopt);
  return true;
}

/// Somebody lost a connection: is it the database, or was it that connection alone?
void Bulletin::look() {
  Rows row = connection_->query(kAlive);
  if (row.next() && row.integer(0) != 0) throw PgFailure("25006", "the database has become read-only");
  reach_.back();
}

void Bulletin::lose(const PgFailure& failure) {
  connection_.reset();
  reach_.lost(reach_.generation(), failure);
}

void Bulletin::chores() {
  if (!options_.keep_clock) clock_.measure(*connection_);
  try {
    make_partitions(*connection_, clock_.now(), kMonthsAhead);
    connection_->run(sql::kForgetCommits);
  } catch (const PgFailure& failure) {
    if (failure.kind() == FailureKind::kAway) throw;
    // Turns are kept all the same (turns_other); verify() tells of them, and the next attempt is a minute away.
    log_.error("turn_months_not_made", {{"code", base::OurWord{failure.sqlstate()}}});
  }
  chores_done_ = local_.monotonic();
}

void Bulletin::send_told() {
  std::vector<Elsewhere> told;
  {
    const std::scoped_lock lock(mutex_);
    told.swap(waiting_);
  }
  const std::vector<std::string> payloads = encode_told(options_.node, told);
  if (payloads.empty()) return;
  Column column = Column::texts();
  for (const std::string& payload : payloads) column.add(payload);
  (void)connection_->query(sql::kNotify, kChannel, column);
}

void Bulletin::hear() {
  connection_->consume();
  Store::Heard heard;
  {
    const std::scoped_lock lock(mutex_);
    heard = heard_;
  }
  while (const auto notice = connection_->next_notice()) {
    const auto turns = decode_told(options_.node, notice->payload);
    if (!heard) continue;
    if (!turns) heard(std::nullopt);
    for (std::size_t i = 0; turns && i < turns->size(); ++i) heard((*turns)[i]);
  }
}

}  // namespace storage::postgres
