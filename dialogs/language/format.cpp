#include "dialogs/language/format.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "dialogs/language/canonical_json.hpp"
#include "dialogs/language/comments.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace dialogs {
namespace {

// What an editor's YAML would read as something else than text.
bool looks_typed(std::string_view text) {
  constexpr std::string_view kWords[] = {"true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords)) return true;
  const bool has_digit = lower.find_first_of("0123456789") != std::string::npos;
  return has_digit && lower.find_first_not_of("0123456789abcdefox_+-.:tz ") == std::string::npos;
}

bool is_plain(std::string_view text, bool in_flow) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
    return false;
  }
  constexpr std::string_view kIndicators = "-?:,[]{}#&*!|>'\"%@`=";
  const bool is_number = text.front() == '-' && text.size() > 1 && text[1] >= '0' && text[1] <= '9';
  if (kIndicators.find(text.front()) != std::string_view::npos && !is_number) return false;
  if (text.starts_with("...") || text.back() == ':') return false;
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
  if (in_flow && text.find_first_of(",[]{}") != std::string_view::npos) return false;
  // A key with a full-width colon is what the loader refuses (E0103).
  const std::size_t word = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
  return word == std::string_view::npos || !text.substr(word).starts_with("：");
}

std::string double_quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

std::string words_of(std::string_view text, bool was_quoted, bool in_flow) {
  if (is_plain(text, in_flow) && !(was_quoted && looks_typed(text))) return std::string(text);
  const bool has_control =
      std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  const bool reads_better = !has_control && text.find_first_of("\"\\") != std::string_view::npos;
  return reads_better ? single_quoted(text) : double_quoted(text);
}

int last_line_of(const Node& node) {
  int line = node.place.line;
  for (const Node& item : node.items) line = std::max(line, last_line_of(item));
  for (const Node::Entry& entry : node.entries)
    line = std::max({line, entry.key_place.line, last_line_of(entry.value)});
  return line;
}

class Formatter {
 public:
  Formatter(const SourceText& source, const Node& root)
      : source_(source), root_(root), comments_(comments_of(source, root)) {}

  std::string run() {
    if (is_inline(root_)) {
      start_line({1, 0}, root_.place.line);
      put_value(root_, 0, "");
    } else {
      block(root_, 0, false);
    }
    while (next_ < comments_.size()) put_comment(level_of(comments_[next_].column, nullptr));
    return std::move(out_);
  }

 private:
  // The character the author began it with; a list or map in brackets begins with its bracket.
  char first_of(const Node& node) const {
    const std::size_t byte = source_.byte_of(node.place);
    return byte < source_.text().size() ? source_.text()[byte] : ' ';
  }
  bool is_quoted(const Node& node) const { return first_of(node) == '"' || first_of(node) == '\''; }
  bool is_block_text(const Node& node) const { return first_of(node) == '|' || first_of(node) == '>'; }
  bool is_inline(const Node& node) const {
    if (node.is_scalar() || (node.items.empty() && node.entries.empty())) return true;
    return first_of(node) == (node.is_list() ? '[' : '{');
  }

  std::string flow(const Node& node) const {
    std::string out;
    if (node.is_scalar()) return words_of(node.text, is_quoted(node), true);
    if (node.is_list()) {
      for (const Node& item : node.items) out += (out.empty() ? "" : ", ") + flow(item);
      return "[" + out + "]";
    }
    for (const Node::Entry& entry : node.entries) {
      out += (out.empty() ? "" : ", ") + words_of(entry.key, false, true) + ": " + flow(entry.value);
    }
    return "{" + out + "}";
  }

  // ---- Lines and what stands between them ----

  // Where an element begins in the source and where it is written.
  struct Level {
    int column = 0;
    std::size_t indent = 0;
  };

  // A comment stands where the element stands that it is in line with or behind: the next one, or one that is open.
  std::size_t level_of(int column, const Level* next) const {
    const Level* best = next != nullptr && next->column <= column ? next : nullptr;
    for (const Level& level : open_) {
      if (level.column <= column && (best == nullptr || level.column > best->column)) best = &level;
    }
    return best != nullptr ? best->indent : next != nullptr ? next->indent : 0;
  }

  void start_line(Level level, int source_line) {
    while (next_ < comments_.size() && comments_[next_].line < source_line) {
      put_comment(level_of(comments_[next_].column, &level));
    }
    put_gap(source_line);
    out_ += std::string(level.indent, ' ');
    enter(level);
    line_ = std::max(line_, source_line);
  }

  void enter(Level level) {
    while (!open_.empty() && open_.back().indent >= level.indent) open_.pop_back();
    open_.push_back(level);
  }

  void put_comment(std::size_t indent) {
    const Comment& comment = comments_[next_++];
    put_gap(comment.line);
    out_ += std::string(indent, ' ') + comment.text + "\n";
    line_ = std::max(line_, comment.line);
  }

  // An empty line where the source has some.
  void put_gap(int source_line) {
    const bool is_inside = std::exchange(keeps_blanks_, false);
    if (is_inside || out_.empty() || source_line <= line_ + 1) return;
    const std::string_view above = source_.line(source_line - 1);
    if (above.find_first_not_of(" \t") == std::string_view::npos) out_ += "\n";
  }

  void end_line(int source_line) {
    line_ = std::max(line_, source_line);
    if (next_ < comments_.size() && !comments_[next_].is_alone && comments_[next_].line <= line_) {
      out_ += "  " + comments_[next_++].text;
    }
    out_ += "\n";
  }

  // ---- Nodes ----

  // Of the dash before an item; of the item itself where it begins on a later line.
  int dash_column(const Node& item) const {
    const std::string_view line = source_.line(item.place.line);
    const std::string_view before =
        line.substr(0, source_.byte_of(item.place) - source_.byte_of({source_.path(), item.place.line, 1}));
    const std::size_t dash = before.find_last_of('-');
    return dash == std::string_view::npos ? item.place.column : static_cast<int>(dash) + 1;
  }

  // A list or map of several lines; the first one may already have been begun behind "- ".
  void block(const Node& node, std::size_t indent, bool is_begun) {
    for (const Node& item : node.items) {
      if (!is_begun) start_line({dash_column(item), indent}, item.place.line);
      is_begun = false;
      if (is_inline(item)) {
        out_ += '-';
        put_value(item, indent, " ");
      } else {
        out_ += "- ";
        block(item, indent + 2, true);
      }
    }
    for (const Node::Entry& entry : node.entries) {
      const Level level{entry.key_place.column, indent};
      if (!is_begun) start_line(level, entry.key_place.line);
      is_begun = false;
      enter(level);
      line_ = std::max(line_, entry.key_place.line);
      out_ += words_of(entry.key, false, false) + ":";
      if (is_inline(entry.value)) {
        put_value(entry.value, indent, " ");
      } else {
        end_line(entry.key_place.line);
        block(entry.value, indent + 2, false);
      }
    }
  }

  // What fits behind its key or dash, the block texts included.
  void put_value(const Node& node, std::size_t indent, std::string_view before) {
    if (node.is_scalar() && is_block_text(node) && put_block_text(node, indent, before)) return;
    if (node.is_scalar()) {
      const std::string words = words_of(node.text, is_quoted(node), false);
      if (!node.text.empty() || is_quoted(node)) out_ += std::string(before) + words;
    } else {
      out_ += std::string(before) + flow(node);
    }
    end_line(last_line_of(node));
  }

  // Its lines as they are, moved to their new level. False if it needs an indentation of its own.
  bool put_block_text(const Node& node, std::size_t indent, std::string_view before) {
    const std::string_view header = source_.line(node.place.line);
    std::string_view sign = std::string_view(source_.text()).substr(source_.byte_of(node.place), 3);
    sign = sign.substr(0, sign.find_first_of(" \t\n"));
    if (header.empty() || sign.find_first_of("0123456789") != std::string_view::npos) return false;
    BlockText lines = block_text_at(source_, node.place.line);
    const auto is_blank = [&](int number) {
      return source_.line(number).find_first_not_of(' ') == std::string_view::npos;
    };
    keeps_blanks_ = sign.find('+') != std::string_view::npos;
    if (!keeps_blanks_) {
      while (lines.end_line > lines.first_line && is_blank(lines.end_line - 1)) --lines.end_line;
    }
    out_ += std::string(before) + std::string(sign);
    end_line(node.place.line);
    for (int number = lines.first_line; number < lines.end_line; ++number) {
      const std::string_view line = source_.line(number);
      if (line.size() > lines.indent) out_ += std::string(indent + 2, ' ') + std::string(line.substr(lines.indent));
      out_ += "\n";
    }
    line_ = std::max(line_, lines.end_line - 1);
    return true;
  }

  const SourceText& source_;
  const Node& root_;
  std::vector<Comment> comments_;
  std::size_t next_ = 0;       // of comments_
  std::vector<Level> open_;    // the elements around the last line
  bool keeps_blanks_ = false;  // a blank line here would belong to the block text (|+) above
  int line_ = 0;               // the last source line that was written
  std::string out_;
};

bool has_same_comments(const std::vector<Comment>& a, const std::vector<Comment>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Comment& x, const Comment& y) { return x.text == y.text; });
}

}  // namespace

Formatted format(const SourceFile& file) {
  Formatted formatted;
  Faults faults;
  const SourceText source(file.path, file.text);
  const std::optional<Node> root = read_yaml(source, faults);
  formatted.diagnostics = faults.sorted();
  if (!root || faults.any_error()) return formatted;
  std::string text = Formatter(source, *root).run();
  // The promise is checked, not trusted: the same content, the same comments, and no further change.
  const SourceText again(file.path, text);
  const std::optional<Node> reread = read_yaml(again, faults);
  formatted.ok = reread && canonical_json({{"", &*root}}) == canonical_json({{"", &*reread}}) &&
                 has_same_comments(comments_of(source, *root), comments_of(again, *reread)) &&
                 Formatter(again, *reread).run() == text;
  if (formatted.ok) formatted.text = std::move(text);
  return formatted;
}

bool is_machine_written(const SourceFile& file) {
  const SourceText source(file.path, file.text);
  return source.text().starts_with("kind: points\n");
}

}  // namespace dialogs
