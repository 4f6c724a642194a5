// The turns that tickets cause: what hotlines report, what clocks demand, what persons order, and how the driver hears of it.
#include <algorithm>
#include <utility>

#include "bot/turns/notices.hpp"
#include "bot/turns/template_words.hpp"
#include "bot/turns/ticket_clocks.hpp"
#include "bot/turns/ticket_form.hpp"
#include "bot/turns/ticket_news.hpp"
#include "bot/turns/turn_maker.hpp"
#include "bot/turns/turn_work.hpp"

namespace bot {

using integrations::TemplatePurpose;

namespace {

constexpr std::size_t kTicketsContactedMax = 100;

/// Whether words for this purpose reach the driver now, or only a template, or a person must call him. The last message that a
/// quota keeps is for the result: a revisit does not use it up.
Reach reach_of(const ChannelStyle& style, const dialogs::Release& release, const SentSince& sent, TemplatePurpose purpose, base::UnixMs now) {
  if (style.has_live_view) return Reach::kChat;
  const Purpose words = purpose == TemplatePurpose::kResult ? Purpose::kResult : Purpose::kWord;
  if (style.sends_actively && may_send(style.quota, sent, words, now) > 0) return Reach::kChat;
  return style.has_template(purpose) && has_notice(release, hint_notice(purpose)) ? Reach::kTemplate : Reach::kCall;
}

}  // namespace

base::Result<TicketLife> TurnMaker::life_of(const Work& work, std::string_view ticket) const {
  auto life = TicketLife::read(tickets_, promises_.now(), ticket, work.write.ticket_changes, work.now);
  if (life && life->ticket().conversation != work.conversation) {
    return base::Error{base::ErrorCode::kNotFound, "这张工单不在这个会话里"};
  }
  return life;
}

/// A report that is older than what we know, or repeated, moves nothing (I14).
bool TurnMaker::ticket_news(Work& work, const TicketNews& news) {
  auto life = life_of(work, news.ticket);
  TicketActs acts = life ? hear_news(*life, news, work.now) : TicketActs();
  if (acts.changes.empty()) return false;
  work.write.kind = storage::TurnKind::kHotline;
  if (news.settlement) work.write.settlements.push_back(*news.settlement);
  apply(work, std::move(acts));
  return true;
}

/// The decision itself moves the ticket and writes its log; the turn only says so.
bool TurnMaker::forward_decided(Work& work, const ForwardDecided& decided) {
  const auto life = life_of(work, decided.ticket);
  if (!life) return false;
  const tickets::Ticket& ticket = life->ticket();
  work.write.kind = storage::TurnKind::kOperator;
  work.write.decisions.push_back(decided.decision);
  if (!tickets::may_move(ticket.status, tickets::Status::kDispatched)) return true;
  TicketActs acts;
  acts.notices.push_back(dispatched_notice(ticket, decided.decision.number));
  apply(work, std::move(acts));
  return true;
}

bool TurnMaker::clock_due(Work& work, const ClockDue& due) {
  auto life = life_of(work, due.ticket);
  if (!life) return false;
  const Reach reach = reach_of(*work.style, *work.release, work.sent, TemplatePurpose::kRevisit, work.now);
  TicketActs acts = look_at_clocks(*life, reach, work.now);
  if (acts.changes.empty()) return false;
  work.write.kind = storage::TurnKind::kSystem;
  apply(work, std::move(acts));
  return true;
}

bool TurnMaker::ordered(Work& work, const TicketOrder& order) {
  auto life = life_of(work, order.ticket);
  if (!life) {
    work.refusal = life.error().text;
    return false;
  }
  TicketActs acts = carry_out(order, *life, tickets_, random_, work.now);
  work.refusal = acts.refusal;
  if (!work.refusal.empty()) return false;
  work.write.kind = storage::TurnKind::kOperator;
  apply(work, std::move(acts));
  return true;
}

/// A person's own words to the driver are a contact (domain reference §3.2): every ticket of his that waits for a response has it. Words
/// that cannot reach him now are none.
void TurnMaker::contacted(Work& work, const std::string& by) {
  if (reach_of(*work.style, *work.release, work.sent, TemplatePurpose::kRevisit, work.now) != Reach::kChat) return;
  const auto found = tickets_.of_conversation(work.conversation, kTicketsContactedMax);
  if (!found) return;  // the order `contact` is left
  for (const tickets::Ticket& ticket : *found) {
    auto life = life_of(work, ticket.number);
    if (!life) continue;
    const auto readings = life->clocks(work.now);
    const tickets::ClockReading* response = tickets::newest(readings, tickets::ClockKind::kResp);
    const bool waits = response != nullptr && (response->state == tickets::ClockState::kRunning || response->state == tickets::ClockState::kLate);
    if (!waits) continue;
    TicketActs acts = carry_out({.kind = OrderKind::kContact, .ticket = ticket.number, .by = by, .reason = "会话里答复"}, *life, tickets_, random_, work.now);
    for (storage::TicketChange& change : acts.changes) work.write.ticket_changes.push_back(std::move(change));
  }
}

bool TurnMaker::merged_closed(Work& work, const MergedClosed& closed) {
  auto life = life_of(work, closed.ticket);
  if (!life) return false;
  TicketActs acts = answer_merged(*life, closed.text);
  if (acts.changes.empty()) return false;
  work.write.kind = storage::TurnKind::kHotline;
  apply(work, std::move(acts));
  return true;
}

bool TurnMaker::template_refused(Work& work, const TemplateRefused& refused) {
  work.write.kind = storage::TurnKind::kSystem;
  work.write.settlements.push_back(refused.settlement);
  if (auto life = life_of(work, refused.ticket)) apply(work, give_up_template(*life, refused.purpose, work.now));
  return true;
}

/// The platform took a template and says afterwards that it did not reach the driver: a person calls him.
void TurnMaker::did_not_arrive(Work& work, const std::string& message_id) {
  const auto sent = tickets_.template_sent(work.write.key.channel + "/" + work.write.key.account, message_id);
  if (sent && *sent && (*sent)->conversation == work.conversation) {
    const auto message = decode_template((*sent)->payload);
    if (auto life = life_of(work, (*sent)->ticket); life && message) {
      apply(work, give_up_template(*life, message->purpose, work.now));
      return;
    }
  }
  // It may have come before the attempt was written down.
  work.write.tasks.push_back({.kind = "undelivered", .reason = "微信说有一条通知没有送到司机手机，请打电话", .ticket = {}});
}

void TurnMaker::send_template(Work& work, TemplatePurpose purpose, const tickets::Ticket& ticket) {
  work.write.messages.push_back({.key = random_.hex(kMessageKeyBytes),
                                 .target = work.write.key.channel + "/" + work.write.key.account,
                                 .driver = work.write.key.driver,
                                 .text = encode_template(purpose, ticket, notice(*work.release, hint_notice(purpose)), work.now),
                                 .due = work.now,
                                 .kind = storage::OutboxKind::kTemplate,
                                 .ticket = ticket.number});
}

void TurnMaker::apply(Work& work, TicketActs acts) {
  const std::string asked_about = acts.asks_by_template ? acts.changes.back().number : std::string();
  if (!acts.transcript_line.empty()) {
    work.write.lines.push_back({.speaker = storage::Speaker::kOperator, .text = std::move(acts.transcript_line), .extra = {}});
  }
  for (storage::TicketChange& change : acts.changes) work.write.ticket_changes.push_back(std::move(change));
  for (storage::NewTask& task : acts.tasks) work.write.tasks.push_back(std::move(task));
  for (const NoticeSaid& said : acts.notices) {
    // A release may be of before the sentence.
    const std::string_view name = has_notice(*work.release, said.name) ? std::string_view(said.name) : said.otherwise;
    if (name.empty() || !has_notice(*work.release, name)) continue;
    work.say(notice(*work.release, name, said.fields));
    if (!said.is_result) continue;
    work.purpose = Purpose::kResult;
    const Reach reach = reach_of(*work.style, *work.release, work.sent, TemplatePurpose::kResult, work.now);
    if (reach == Reach::kChat) continue;
    tickets::Ticket ticket;
    ticket.number = field_of(said.fields, "工单号");
    ticket.title = field_of(said.fields, "事项");
    ticket.hotline = field_of(said.fields, "热线");
    // The template says that there is an answer; the words are owed, and lead the next answer to him.
    if (reach == Reach::kTemplate) send_template(work, TemplatePurpose::kResult, ticket);
    else work.write.tasks.push_back(call_for(TemplatePurpose::kResult, ticket));
  }
  if (acts.opens) {
    const EffectContext context{.conversation = work.conversation,
                                .channel = work.channel,
                                .first_message_at = work.now,
                                .release = work.release,
                                .memory = &work.state,
                                .now = work.now};
    const std::string title = acts.opens->title;
    const auto opened = desk_.open(std::move(*acts.opens), context, work.write);
    if (!opened) {
      work.refusal = "工单号暂时取不出来，请稍后再试";
      return;
    }
    if (has_notice(*work.release, "ticket_split")) {
      work.say(notice(*work.release, "ticket_split", {{"工单号", *opened}, {"事项", title}}));
    }
  }
  const std::size_t texts = work.texts.size();
  for (const dialogs::SystemEvent& event : acts.events) run(work, event);
  if (asked_about.empty()) return;
  work.texts.resize(std::min(texts, work.texts.size()));
  const auto life = life_of(work, asked_about);
  if (life) send_template(work, TemplatePurpose::kRevisit, life->ticket());
}

}  // namespace bot
