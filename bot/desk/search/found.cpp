#include "bot/desk/search/found.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/utf8.hpp"
#include "bot/desk/conversations/summary.hpp"
#include "bot/desk/search/texts.hpp"

namespace bot::desk {

using storage::search::Hit;
using storage::search::Place;

namespace {

constexpr std::size_t kLookedAtMax = 300;  // places that one question reads in the store
constexpr std::size_t kShownPoints = 160;
constexpr std::size_t kShownBefore = 30;   // points in front of the first place
constexpr std::string_view kCut = "…";

/// A long text is cut around its first place; the places move with it.
void shorten(FoundText& found) {
  const std::size_t points = base::count_code_points(found.text);
  if (points <= kShownPoints) return;
  const std::size_t first = found.places.front().begin;
  const std::size_t begin = first > kShownBefore ? first - kShownBefore : 0;
  const std::string_view from_begin = std::string_view(found.text).substr(base::prefix_of_points(found.text, begin).size());
  const std::size_t length = std::min(kShownPoints, points - begin);
  std::string text = begin > 0 ? std::string(kCut) : std::string();
  text += base::prefix_of_points(from_begin, length);
  if (begin + length < points) text += kCut;
  const std::size_t shift = begin > 0 ? 1 : 0;
  std::vector<Place> places;
  for (const Place& place : found.places) {
    if (place.begin >= begin + length) break;
    places.push_back({place.begin - begin + shift, std::min(place.end, begin + length) - begin + shift});
  }
  found.text = std::move(text);
  found.places = std::move(places);
}

/// Reads what hits name; each conversation once.
class Reader {
 public:
  Reader(storage::Store& store, const dialogs::Release& release, ChangedConversations& changes, const std::vector<std::string>& words)
      : store_(store), release_(release), changes_(changes), words_(words) {}

  /// nullopt: the words do not stand there (any more).
  base::Result<std::optional<FoundText>> read(const Hit& hit) {
    auto found = hit.ticket.empty() ? line_of(hit) : ticket_of(hit);
    if (!found) return found.error();
    if (!*found) return found;
    (*found)->id = hit.id;
    (*found)->places = storage::search::places_of((*found)->text, words_);
    if ((*found)->places.empty()) return std::optional<FoundText>();
    shorten(**found);
    return found;
  }

 private:
  using Maybe = base::Result<std::optional<FoundText>>;

  /// nullptr: there is no such conversation, or it cannot be masked.
  base::Result<const Known*> known_of(std::int64_t id) {
    const auto there = known_.find(id);
    if (there != known_.end()) return there->second ? &*there->second : nullptr;
    auto conversation = store_.turns().load(id);
    if (!conversation) return conversation.error();
    std::optional<Known>& kept = known_[id];
    if (!*conversation) {
      changes_.note(id);
      return nullptr;
    }
    auto known = know(store_, release_, std::move(**conversation));
    if (!known && known.error().code != base::ErrorCode::kInvalid) return known.error();
    if (known) kept = std::move(*known);
    return kept ? &*kept : nullptr;
  }

  Maybe line_of(const Hit& hit) {
    const auto known = known_of(hit.conversation);
    if (!known) return known.error();
    if (*known == nullptr) return std::optional<FoundText>();
    const auto turns = store_.turns().transcript(hit.conversation, hit.sequence - 1, 1);
    if (!turns) return turns.error();
    if (turns->empty() || turns->front().sequence != hit.sequence || hit.line >= turns->front().lines.size()) {
      changes_.note(hit.conversation);
      return std::optional<FoundText>();
    }
    const storage::Turn& turn = turns->front();
    FoundText found;
    found.conversation = (*known)->conversation;
    found.sequence = hit.sequence;
    found.line = hit.line;
    found.at = turn.at;
    found.said = turn.lines[hit.line];
    found.text = text_of(found.said, (*known)->masking);
    return std::optional<FoundText>(std::move(found));
  }

  Maybe ticket_of(const Hit& hit) {
    auto ticket = store_.tickets().find(hit.ticket);
    if (!ticket) return ticket.error();
    if (!*ticket) return std::optional<FoundText>();
    const auto known = known_of((*ticket)->conversation);
    if (!known) return known.error();
    FoundText found;
    if (*known != nullptr) found.conversation = (*known)->conversation;
    found.at = (*ticket)->accepted_at;
    found.text = text_of(**ticket);
    found.ticket = std::move(**ticket);
    return std::optional<FoundText>(std::move(found));
  }

  storage::Store& store_;
  const dialogs::Release& release_;
  ChangedConversations& changes_;
  const std::vector<std::string>& words_;
  std::map<std::int64_t, std::optional<Known>> known_;
};

}  // namespace

base::Result<FoundPage> find_texts(storage::Store& store, const dialogs::Release& release, storage::search::SearchFile& file,
                                   ChangedConversations& changes, const Wish& wish) {
  const storage::search::Sought sought = storage::search::read_sought(wish.words);
  FoundPage page;
  if (sought.phrases.empty()) {
    page.hint = sought.too_short.empty() ? "请写要找的字：两个以上的汉字，或者字母、数字" : "只写一个字没法找；请至少连着写两个字";
    return page;
  }
  if (!sought.too_short.empty()) page.hint = "“" + sought.too_short + "”只有一个字，没有算进去；请至少连着写两个字";
  Reader reader(store, release, changes, sought.words);
  page.next = wish.before;
  for (std::size_t looked = 0; page.texts.size() < wish.most && looked < kLookedAtMax;) {
    const std::size_t at_once = wish.most - page.texts.size();
    const auto hits = file.find({.sought = sought, .among = wish.among, .from = wish.from, .to = wish.to, .before = page.next, .hits_max = at_once});
    if (!hits && hits.error().code == base::ErrorCode::kBusy) {
      page.hint = "要找的字太常见，没有找完；请多写一个词，或者把时间写窄一点";
      page.next = 0;
      return page;
    }
    if (!hits) return hits.error();
    for (const Hit& hit : *hits) {
      page.next = hit.id;
      ++looked;
      auto found = reader.read(hit);
      if (!found) return found.error();
      if (*found) page.texts.push_back(std::move(**found));
    }
    if (hits->size() < at_once) {
      page.next = 0;
      return page;
    }
  }
  return page;
}

}  // namespace bot::desk
