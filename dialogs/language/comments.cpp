#include "dialogs/language/comments.hpp"

#include <algorithm>
#include <string_view>

namespace dialogs {
namespace {

struct Start {
  std::size_t byte = 0;
  bool is_block_text = false;  // else quoted
};

// Quoted and block scalars, in document order: inside them '#' is a letter.
class StartFinder {
 public:
  explicit StartFinder(const SourceText& source) : source_(source) {}

  void find(const Node& node) {
    if (node.is_scalar()) return add(node.place);
    for (const Node& item : node.items) find(item);
    for (const Node::Entry& entry : node.entries) {
      add(entry.key_place);
      find(entry.value);
    }
  }
  std::vector<Start> take() { return std::move(starts_); }

 private:
  void add(const Place& place) {
    const std::size_t byte = source_.byte_of(place);
    if (byte >= source_.text().size()) return;
    const char first = source_.text()[byte];
    if (first == '"' || first == '\'') starts_.push_back({byte, false});
    if (first == '|' || first == '>') starts_.push_back({byte, true});
  }

  const SourceText& source_;
  std::vector<Start> starts_;
};

std::size_t behind_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return text.size();
}

class CommentFinder {
 public:
  CommentFinder(const SourceText& source, std::vector<Start> starts) : source_(source), starts_(std::move(starts)) {}

  std::vector<Comment> run() {
    const std::string_view text = source_.text();
    std::size_t next = 0;  // of starts_
    int skip_until = 0;    // lines of a block text
    for (int number = 1; number <= source_.lines(); ++number) {
      if (number < skip_until) continue;
      const std::size_t begin = source_.byte_of({source_.path(), number, 1});
      const std::size_t end = begin + source_.line(number).size();
      at_ = std::max(at_, begin);
      while (at_ < end) {
        while (next < starts_.size() && starts_[next].byte < at_) ++next;
        if (next < starts_.size() && starts_[next].byte == at_) {
          if (starts_[next].is_block_text) {
            skip_until = block_text_at(source_, number).end_line;
            ++at_;
          } else {
            at_ = behind_quotes(text, at_);
          }
          ++next;
        } else if (text[at_] == '#' && (at_ == begin || text[at_ - 1] == ' ' || text[at_ - 1] == '\t')) {
          add(number, begin, end);
        } else {
          ++at_;
        }
      }
    }
    return std::move(found_);
  }

 private:
  void add(int line, std::size_t begin, std::size_t end) {
    const std::string_view all = std::string_view(source_.text()).substr(begin, end - begin);
    const std::size_t column = at_ - begin;
    std::string_view words = all.substr(column);
    words = words.substr(0, words.find_last_not_of(" \t") + 1);
    const bool is_alone = all.find_first_not_of(" \t") == column;
    found_.push_back({line, static_cast<int>(column) + 1, is_alone, std::string(words)});
    at_ = end;
  }

  const SourceText& source_;
  std::vector<Start> starts_;
  std::vector<Comment> found_;
  std::size_t at_ = 0;
};

}  // namespace

BlockText block_text_at(const SourceText& source, int header_line) {
  const std::string_view header = source.line(header_line);
  const std::size_t parent = std::min(header.find_first_not_of(' '), header.size());
  BlockText found{header_line + 1, header_line + 1, 0};
  for (int number = header_line + 1; number <= source.lines(); ++number) {
    const std::string_view line = source.line(number);
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent != std::string_view::npos) {
      if (found.indent == 0 && indent <= parent) break;
      if (found.indent == 0) found.indent = indent;
      if (indent < found.indent) break;
    } else if (number == source.lines() && line.empty()) {
      break;  // the line feed at the end of the file
    }
    found.end_line = number + 1;
  }
  return found;
}

std::vector<Comment> comments_of(const SourceText& source, const Node& root) {
  StartFinder starts(source);
  starts.find(root);
  return CommentFinder(source, starts.take()).run();
}

}  // namespace dialogs
