#include "dialogs/language/yaml_prescan.hpp"

#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "dialogs/language/comments.hpp"
#include "dialogs/language/schema.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace dialogs {
namespace {

bool is_readable(const SourceText& source, Faults& faults) {
  const std::string& text = source.text();
  if (text.size() > kFileBytesMax) {
    faults.add("E0108", "文件超过 256 KiB", {source.path(), 0, 0}, "拆成几个文件");
    return false;
  }
  if (!base::is_utf8(text)) {
    int line = 1;
    while (line < source.lines() && base::is_utf8(source.line(line))) ++line;
    faults.add("E0108", "文件不是 UTF-8 编码", {source.path(), line, 1}, "用 UTF-8 编码另存一次");
    return false;
  }
  // A control character can end the parser's input early (U+0004) and is never meant.
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
  };
  for (int number = 1; number <= source.lines(); ++number) {
    const std::string_view line = source.line(number);
    const auto bad = std::find_if(line.begin(), line.end(), is_control);
    if (bad == line.end()) continue;
    faults.add("E0108", "这一行里有看不见的控制字符", source.place(number - 1, static_cast<int>(bad - line.begin())),
               "删掉它，重新输入这一行");
    return false;
  }
  return true;
}

struct Line {
  std::size_t indent = 0;  // blanks and tabs
  std::string_view body;
};

Line split(std::string_view line) {
  const std::size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
  return {indent, line.substr(indent)};
}

// `key: |`, `- >-` and so on, with or without a comment: the following deeper lines are words, not YAML.
bool opens_block(std::string_view body) {
  body = body.substr(0, body.find(" #"));
  const std::size_t last = body.find_last_not_of(" \t");
  if (last == std::string_view::npos) return false;
  std::size_t at = last;
  while (at > 0 && (body[at] == '-' || body[at] == '+' || (body[at] >= '1' && body[at] <= '9'))) --at;
  if (at == 0 || (body[at] != '|' && body[at] != '>') || body[at - 1] != ' ') return false;
  const std::size_t before = body.substr(0, at).find_last_not_of(' ');
  return before != std::string_view::npos && (body[before] == ':' || body[before] == '-');
}

void check_colon(const SourceText& source, int number, const Line& line, bool& clean, Faults& faults) {
  constexpr std::string_view kFullWidthColon = "：";
  std::string_view rest = line.body;
  std::size_t skipped = line.indent;
  while (rest.starts_with("- ")) {
    const std::size_t more = std::min(rest.find_first_not_of(' ', 1), rest.size());
    rest.remove_prefix(more);
    skipped += more;
  }
  const std::size_t length = std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), rest.size());
  if (length == 0 || !rest.substr(length).starts_with(kFullWidthColon) || !is_schema_key(rest.substr(0, length)))
    return;
  faults.add("E0103", "“" + std::string(rest.substr(0, length)) + "”后面用了中文冒号“：”",
             source.place(number - 1, static_cast<int>(skipped)), "改成英文冒号加空格“: ”");
  clean = false;
}

}  // namespace

bool prescan(const SourceText& source, Faults& faults) {
  if (!is_readable(source, faults)) return false;
  bool clean = true;
  for (int number = 1; number <= source.lines(); ++number) {
    const Line line = split(source.line(number));
    if (line.body.empty() || line.body.front() == '#') continue;
    const std::size_t tab = source.line(number).substr(0, line.indent).find('\t');
    if (tab != std::string_view::npos) {
      faults.add("E0104", "这一行用 Tab 缩进", source.place(number - 1, static_cast<int>(tab)), "改成空格，每层两个");
      clean = false;
    }
    check_colon(source, number, line, clean, faults);
    if (opens_block(line.body)) number = block_text_at(source, number).end_line - 1;
  }
  return clean;
}

}  // namespace dialogs
