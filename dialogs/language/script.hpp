#pragma once
// A checked script as data: what the loader makes and the engine walks. Shapes only; semantics: dialog language §3 and
// §4.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "dialogs/language/node.hpp"

namespace dialogs {

// ---- Texts --------------------------------------------------------------------------------------------------------

/// One piece of a text: literal words, or the value of a slot or built-in (标题 汇总 今天 and those of system texts).
struct TextPart {
  enum class Kind { kLiteral, kPlaceholder };
  Kind kind = Kind::kLiteral;
  std::string value;                    // the words, or the name between < and >
  std::optional<std::string> fallback;  // <name|或:fallback>
};

using TextTemplate = std::vector<TextPart>;

/// Variants (`any:`); which one is said follows from hash(conversation, step), so it is repeatable.
struct Text {
  std::vector<TextTemplate> zh;  // at least one
  std::vector<TextTemplate> en;  // empty: zh is used
  Place place;
};

// ---- Conditions (§3.6) --------------------------------------------------------------------------------------------

struct Condition {
  enum class Kind { kAlways, kAnd, kOr, kNot, kCompare, kIn, kHas, kHasNot };
  enum class Compare { kEqual, kNotEqual, kGreater, kGreaterEqual, kLess, kLessEqual };
  Kind kind = Kind::kAlways;
  Compare compare = Compare::kEqual;
  std::string slot;                 // kCompare kIn kHas kHasNot
  std::vector<std::string> values;  // kCompare: one; kIn: one or more
  std::vector<Condition> children;  // kAnd kOr: two or more; kNot: one
  Place place;
};

// ---- Slots (§3.4) -------------------------------------------------------------------------------------------------

enum class SlotType { kText, kChoice, kYesNo, kNumber, kPhone, kPlate, kTime, kPlace, kPhotos };
enum class Listen { kAsked, kAlways };
enum class Again { kAsk, kReplace, kAppend, kIgnore };
enum class Remember { kNever, kOffer, kUse };
enum class GiveUp { kHuman, kSkip, kEnd };

struct Option {
  std::string is;
  std::vector<std::string> words;
  bool heard = true;
};

struct Slot {
  std::string name;
  std::string field;  // "" : not exported
  SlotType type = SlotType::kText;
  std::vector<std::string> aka;
  std::vector<Text> ask;  // wording of the 1st, 2nd, … attempt; the last one repeats
  std::optional<Text> why;
  std::vector<Option> options;  // choice; `from` is resolved by the loader
  Condition when;
  bool optional = false;
  Listen listen = Listen::kAsked;  // the type's default already applied
  Again again = Again::kIgnore;    // likewise
  Remember remember = Remember::kNever;
  std::optional<int> seed;
  int min_len = 2;
  int max_len = 4000;  // characters
  std::optional<double> min, max;
  int photos_max = 9;
  std::optional<base::Millis> past;  // time: not in the future and at most this long ago
  int tries = 3;                     // global default already applied
  GiveUp give_up = GiveUp::kHuman;   // likewise
  bool computed = false;
  bool given = false;
  std::string note;
  Place place;
};

// ---- Steps (§3.5); `use` is spliced by the loader and never reaches the engine
// ---------------------------------------

enum class StepKind { kSay, kCollect, kConfirm, kIf, kSet, kClassify, kDo, kRedo, kHuman, kNext, kEnd };
enum class EndKind { kDone, kCancelled, kFailed };

struct Step {
  StepKind kind = StepKind::kSay;
  std::string id;           // unique in its dialog: the author's, else "s" and the number in document order
  bool has_own_id = false;  // false: derived
  std::vector<Text> say;
  std::vector<std::string> slots;            // collect, confirm, redo
  Condition condition;                       // if
  std::vector<Step> then_steps, else_steps;  // if; redo uses else_steps
  bool has_else = false;
  std::vector<std::pair<std::string, std::string>> set;  // slot -> value
  std::string rules, of;                                 // classify
  std::string action;                                    // do
  std::vector<std::pair<std::string, std::vector<Step>>>
      outcomes;             // do, as written; an unwritten fail/timeout is human
  int times = 1;            // redo
  std::optional<Text> why;  // redo
  std::string reason;       // human
  std::string dialog;       // next
  EndKind end = EndKind::kDone;
  std::string note;
  Place place;
};

// ---- Files --------------------------------------------------------------------------------------------------------

/// One line of a conversation test (§5.1): `user: 文本` and so on; the runner reads the value.
struct TestLine {
  std::string key;
  Node value;
  Place place;
};

struct ConversationTest {
  std::string name;
  std::optional<Node> given;  // channel, now, profile
  std::vector<TestLine> talk;
  Place place;
};

enum class Interrupt { kAsk, kAllow, kDeny };

struct Late {
  std::string accept;  // slot type word: photo
  base::Millis within{0};
  std::string action;
};

struct Dialog {
  std::string id, title, about;
  std::vector<std::string> start_words;
  std::string start_intent;
  std::optional<int> start_menu;
  std::string start_event;
  base::Millis start_after{0};
  Interrupt interrupt = Interrupt::kAsk;
  std::vector<base::Millis> remind;  // global default applied
  base::Millis expire{0};            // likewise
  std::optional<Late> late;
  std::vector<Slot> slots;
  std::vector<Step> steps;
  std::vector<ConversationTest> tests;
  Place place;

  const Slot* find_slot(std::string_view name) const;
};

enum class CommandKind { kCancel, kBack, kRestart, kHuman, kMenu, kRepeat, kWhy, kSkip, kHold, kResume };
inline constexpr std::size_t kCommandKinds = 10;

struct ChannelTraits {
  std::string channel;
  int out_max = 5;
  int text_bytes = 2048;
  int buttons = 0;
};

struct Quiet {  // minutes of the day, UTC+8; from == to: never quiet
  int from_minute = 0;
  int to_minute = 0;
};

struct Global {
  std::string brand;
  std::string intents;
  std::string safety;  // rules that every text of a driver meets first; "": none
  std::vector<base::Millis> remind;
  base::Millis expire{0};
  base::Millis draft{0};
  Quiet quiet;
  int tries = 3;
  int edits = 5;
  std::vector<ChannelTraits> channels;
  std::array<std::vector<std::string>, kCommandKinds> commands;  // by CommandKind
  std::vector<std::pair<std::string, Text>> texts;               // by name, complete: every system text is there

  const Text& text(std::string_view name) const;              // requires that the name is a system text
  const ChannelTraits& channel(std::string_view name) const;  // unknown → the first one
};

struct Card {
  std::string card;
  std::vector<std::string> has;
  Text say;
  Place place;
};

/// A short answer to a legal question (`kind: answers`): the shell's find_legal_answer chooses among them.
struct LegalAnswer {
  std::string answer;            // name
  std::string area;              // value of the area slot; "" : any
  std::vector<std::string> has;  // words; more matches win
  std::string say;               // plain text with its source
  std::string checked;           // date of the last check, YYYY-MM-DD
  Place place;
};

enum class LimitUnit { kDay, kWorkingDay, kMonth, kYear };

/// A statutory time limit (`kind: limits`).
struct LegalLimit {
  std::string limit;     // 申请行政复议
  std::string matter;    // 行政处罚
  std::string document;  // the paper whose arrival starts it; "" if no paper does
  bool own = true;       // the driver's limit; false: the other side's
  std::string start;     // 收到处罚决定书之日
  int length = 0;
  LimitUnit unit = LimitUnit::kDay;
  bool roll = true;      // a last day on a holiday moves to the next working day
  std::string basis;     // law and article
  std::string checked;   // date of the last check, YYYY-MM-DD
  bool pending = false;  // not yet checked against the law's own text
  Place place;
};

/// A sentence the shell says outside any dialog (`kind: notices`): welcome, a ticket's progress, too many messages.
struct Notice {
  std::string notice;  // name
  Text say;
  Place place;
};

/// What is said and done about one kind of danger (`kind: dangers`); the rules named by `safety:` find it.
struct Danger {
  std::string danger;      // a value of the rules' output 危险
  std::string code;        // AQ01 …, domain reference §4.6i
  std::string urgency;     // U0 – U4
  std::string category;    // of the ticket
  bool mute = true;        // a person answers from now on, until a person says that it is over
  std::vector<Text> say;   // one bubble each
  Place place;
};

inline constexpr std::string_view kDangerOutput = "危险";
inline constexpr std::string_view kNoDanger = "无";

struct Dangers {
  std::vector<Danger> list;
  int chat = 80;  // characters: in a longer text only rules of tier 9 count

  const Danger* find(std::string_view danger) const;
};

}  // namespace dialogs
