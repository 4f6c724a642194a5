#include "tickets/promises/sheet.hpp"

#include <utility>

#include "base/utf8.hpp"

namespace tickets {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t begin = line.find_first_not_of(kBlanks, at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(line.find_first_of(kBlanks, begin), line.size());
    words.emplace_back(line.substr(begin, end - begin));
    at = end;
  }
  return words;
}

class Reader {
 public:
  void line(std::size_t number, std::string_view text) {
    const std::size_t remark = text.find('#');
    std::vector<std::string> words = words_of(text.substr(0, remark));
    if (words.empty()) return;
    if (words.front().front() == '[') return header(number, std::move(words));
    if (sheet_.sections.empty()) {
      return fault(number, "这一行不属于任何一节", "在它前面写一行节名，例如 [promise FRT_3083]");
    }
    Entry entry{number, std::move(words.front()), {}};
    words.erase(words.begin());
    entry.words = std::move(words);
    sheet_.sections.back().entries.push_back(std::move(entry));
  }
  void fault(std::size_t number, std::string what, std::string fix) {
    if (sheet_.faults.size() < kSheetFaultsMax) sheet_.faults.push_back({number, std::move(what), std::move(fix)});
  }
  Sheet take() { return std::move(sheet_); }

 private:
  void header(std::size_t number, std::vector<std::string> words) {
    std::string inside;
    for (const std::string& word : words) inside += inside.empty() ? word : " " + word;
    const bool closed = inside.size() > 2 && inside.back() == ']' && inside.find(']') == inside.size() - 1;
    std::vector<std::string> parts = words_of(std::string_view(inside).substr(1, inside.size() - (closed ? 2 : 1)));
    if (!closed || parts.empty() || parts.size() > 2) {
      fault(number, "节名不完整：" + inside, "写成 [种类 名字]，例如 [promise FRT_3083] 或 [year 2026]");
    }
    Section section{number, parts.empty() ? std::string() : std::move(parts[0]), {}, {}};
    if (parts.size() > 1) section.name = std::move(parts[1]);
    sheet_.sections.push_back(std::move(section));  // also a broken one: what follows belongs to it
  }

  Sheet sheet_;
};

}  // namespace

std::string render(const Fault& fault, std::string_view file) {
  std::string text(file);
  if (fault.line > 0) text += ":" + std::to_string(fault.line);
  return text + "：" + fault.what + "\n  = 怎么改：" + fault.fix;
}

std::string Entry::text() const {
  std::string all;
  for (const std::string& word : words) all += all.empty() ? word : " " + word;
  return all;
}

Sheet read_sheet(std::string_view text) {
  Reader reader;
  if (text.size() > kSheetBytesMax) {
    reader.fault(0, "文件超过 1 MiB", "这类文件只有几十行；检查是不是拿错了文件");
    return reader.take();
  }
  if (!base::is_utf8(text)) {
    reader.fault(0, "文件不是 UTF-8", "在编辑器里另存为 UTF-8 编码");
    return reader.take();
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.line(number, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.take();
}

}  // namespace tickets
