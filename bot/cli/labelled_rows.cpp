#include "bot/cli/labelled_rows.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "bot/files.hpp"

namespace bot::cli {
namespace {

std::vector<std::string> split(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t end = text.find(mark);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::size_t> column(const std::vector<std::string>& names, std::initializer_list<std::string_view> any) {
  for (const std::string_view name : any) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  return std::nullopt;
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

base::Result<std::vector<LabelledRow>> read_labelled_rows(const std::string& path, Labels labels) {
  base::Result<std::string> text = read_file(path);
  if (!text) return std::move(text).error();
  std::vector<std::string> lines = split(*text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  const auto invalid = [&](const std::string& what) {
    return base::Error{base::ErrorCode::kInvalid, path + "：" + what};
  };
  if (lines.empty()) return invalid("文件是空的；第一行要写列名，例如 id、text、route，用制表符隔开");
  const std::vector<std::string> names = split(without_return(lines.front()), '\t');
  const auto said = column(names, {"text", "title"});
  const auto routes = column(names, {"route", "routes", "danger"});
  const auto id = column(names, {"id"});
  if (!said) return invalid("第一行没有 text（或 title）这一列");
  if (!routes && labels == Labels::kNeeded) return invalid("第一行没有 route（或 routes、danger）这一列");
  std::vector<LabelledRow> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = split(without_return(lines[i]), '\t');
    if (cells.size() != names.size()) {
      return invalid("第 " + std::to_string(i + 1) + " 行有 " + std::to_string(cells.size()) + " 列，应有 " +
                     std::to_string(names.size()) + " 列");
    }
    rows.push_back({id ? cells[*id] : "row " + std::to_string(i), cells[*said],
                    routes ? split(cells[*routes], '|') : std::vector<std::string>(), names[*said] == "title"});
  }
  if (rows.empty()) return invalid("只有列名，没有内容");
  return rows;
}

base::Result<std::vector<LabelledRow>> read_labelled_rows(const std::vector<std::string>& paths) {
  std::vector<LabelledRow> all;
  for (const std::string& path : paths) {
    base::Result<std::vector<LabelledRow>> rows = read_labelled_rows(path);
    if (!rows) return rows;
    std::move(rows->begin(), rows->end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace bot::cli
