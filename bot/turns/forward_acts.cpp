#include "bot/turns/forward_acts.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "bot/turns/hotline_report.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/ticket_life.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

using storage::ForwardDecision;
using storage::OutboxState;

constexpr std::size_t kForwardKeyBytes = 16;
constexpr std::size_t kNumberBytesMax = 64;
constexpr std::size_t kWordsPointsMax = 500;

base::Error invalid(std::string text) { return {base::ErrorCode::kInvalid, std::move(text)}; }

/// One line of printable text, not empty.
bool is_line(std::string_view text) {
  return !text.empty() && base::is_utf8(text) && base::count_code_points(text) <= kWordsPointsMax &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

base::Status named(const std::string& by) {
  if (is_line(by)) return {};
  return invalid("要写明是谁：--by 您的名字");
}

/// The store's reasons, as a sentence for the operator.
base::Error explained(const base::Error& error) {
  const std::string_view text = error.text;
  if (error.code == base::ErrorCode::kNotFound) {
    return {error.code, "没有这个转办；用 xinsheng forwards 看全部"};
  }
  if (error.code != base::ErrorCode::kConflict) return error;
  if (text.find("another ticket") != std::string_view::npos) {
    return {error.code, "这个编号已经是另一张工单的，请再核对一遍对方给的编号"};
  }
  if (text.find("took this ticket back") != std::string_view::npos) {
    return {error.code, "司机已经撤回这张工单，不用再转办"};
  }
  if (text.find("later forward") != std::string_view::npos) {
    return {error.code, "这张工单已经改派过，请处理它最新的那次转办"};
  }
  if (text.find("on its way") != std::string_view::npos) {
    return {error.code, "这张工单正在转办途中，先确认或关闭那一次（xinsheng forwards），再改派"};
  }
  return {error.code, "这个转办现在不等人处理（可能别人先处理了）；用 xinsheng forwards 看现状"};
}

/// Whoever sends on what a hotline has says that it gave it back: until the next receipt nobody calls it forwarded.
storage::TicketChange transferred(TicketLife& life, const std::string& hotline, const std::string& reason, const std::string& by,
                                  base::UnixMs now) {
  const std::string actor = "operator:" + by;
  const std::string note = life.ticket().hotline + " -> " + hotline + "：" + reason;
  if (!tickets::may_move(life.ticket().status, tickets::Status::kRefused) || life.ticket().external_number.empty()) {
    return life.remark(actor, "transferred", note);
  }
  tickets::LogEntry entry;
  entry.at = now;
  entry.actor = actor;
  entry.act = tickets::Act::kReturned;
  entry.reason = reason;
  auto change = life.append(std::move(entry), "transferred", note);
  if (!change) change = life.remark(actor, "transferred", note);
  change->to = tickets::Status::kRefused;
  return std::move(*change);
}

}  // namespace

std::string_view next_hotline(std::string_view refused_by) {
  if (refused_by == "12328" || refused_by == "12348") return "12345";
  return {};
}

base::Result<std::vector<storage::Forward>> ForwardActs::list(std::optional<OutboxState> state, std::size_t forwards_max) {
  if (state) return store_.forwards().list(*state, 0, forwards_max);
  auto waiting = store_.forwards().list(OutboxState::kParked, 0, forwards_max);
  if (!waiting) return waiting;
  auto dead = store_.forwards().list(OutboxState::kDead, 0, forwards_max);
  if (!dead) return dead;
  for (storage::Forward& one : *dead) {
    if (one.last_error != "closed" && one.last_error != "withdrawn") waiting->push_back(std::move(one));
  }
  std::sort(waiting->begin(), waiting->end(), [](const auto& one, const auto& other) { return one.id < other.id; });
  if (waiting->size() > forwards_max) waiting->resize(forwards_max);
  return waiting;
}

/// Inside a turn of the driver's conversation where one can be had, so that he is told in the same transaction.
base::Status ForwardActs::decide(const ForwardDecision& decision) {
  const auto forward = store_.forwards().find(decision.forward);
  if (!forward) return forward.error();
  if (!*forward) return explained({base::ErrorCode::kNotFound, {}});
  if (mailboxes_ != nullptr && decision.kind == ForwardDecision::Kind::kConfirm) {
    const auto conversation = store_.turns().load((*forward)->conversation);
    if (conversation && *conversation) {
      const Answer answer =
          post_and_wait(*mailboxes_, {.key = (*conversation)->key,
                                      .what = ForwardDecided{.ticket = (*forward)->ticket, .decision = decision},
                                      .done = {}});
      if (answer.outcome == Answer::Outcome::kDone && answer.sequence > 0) return {};
    }
  }
  const base::Status done = store_.forwards().decide(decision);
  return done ? done : base::Status(explained(done.error()));
}

base::Status ForwardActs::confirm(std::int64_t forward, const std::string& number, const std::string& by) {
  if (const base::Status who = named(by); !who) return who;
  if (!is_line(number) || number.size() > kNumberBytesMax || number.find(' ') != std::string::npos) {
    return invalid("要写明热线给的编号：--number 编号（最多 64 个字符，中间没有空格）");
  }
  const auto held = store_.forwards().find(forward);
  if (!held) return held.error();
  // Before, so that a crash in between leaves it done; and after, because it may have been read meanwhile with the number unknown.
  const auto read_again = [&] { return !*held || read_updates_again(store_.outbox(), (*held)->hotline, (*held)->created); };
  if (!read_again()) return base::Error{base::ErrorCode::kStorage, "现在存不下来，请再试一次"};
  const base::Status done = decide({.kind = ForwardDecision::Kind::kConfirm, .forward = forward, .by = by, .number = number, .reason = {}});
  if (done) (void)read_again();
  return done;
}

base::Status ForwardActs::resend(std::int64_t forward, const std::string& by) {
  if (const base::Status who = named(by); !who) return who;
  return decide({.kind = ForwardDecision::Kind::kResend, .forward = forward, .by = by, .number = {}, .reason = {}});
}

base::Status ForwardActs::close(std::int64_t forward, const std::string& reason, const std::string& by) {
  if (const base::Status who = named(by); !who) return who;
  if (!is_line(reason)) return invalid("要写明为什么不再转办：--reason 理由");
  return decide({.kind = ForwardDecision::Kind::kClose, .forward = forward, .by = by, .number = {}, .reason = reason});
}

base::Status ForwardActs::transfer(const std::string& ticket, const std::string& hotline, const std::string& reason,
                                   const std::string& by) {
  if (const base::Status who = named(by); !who) return who;
  if (!is_line(hotline)) return invalid("要写明转给哪个热线：--to 12345");
  if (!is_line(reason)) return invalid("要写明为什么改派：--reason 理由");
  const base::UnixMs now = store_.clock().now();
  auto life = TicketLife::read(store_.tickets(), promises_.now(), ticket, {}, now);
  if (!life) return life.error();
  if (!tickets::is_open(life->ticket().status)) {
    return base::Error{base::ErrorCode::kConflict, "这张工单已经办结或撤回，不用改派"};
  }
  if (life->ticket().hotline == hotline && !life->ticket().external_number.empty()) {
    return base::Error{base::ErrorCode::kConflict, "这张工单已经在 " + hotline + "，编号 " + life->ticket().external_number + "，不用再转"};
  }
  tickets::Ticket next = life->ticket();
  next.hotline = hotline;
  for (auto& [field, value] : next.form) {
    if (field == "destination") value = hotline;
  }
  const std::string key = random_.hex(kForwardKeyBytes);
  storage::TicketChange change = transferred(*life, hotline, reason, by, now);
  change.forward = storage::NewForward{
      .hotline = hotline,
      .key = key,
      .payload = encode_submission(make_submission(next, key, life->promises())),
      .due = now,
      .deadline = forward_deadline(life->profile(), life->promises().calendar, life->log(), now)};
  const base::Status done = store_.forwards().move(change);
  return done ? done : base::Status(explained(done.error()));
}

}  // namespace bot
