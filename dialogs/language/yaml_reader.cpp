#include "dialogs/language/yaml_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <exception>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/utf8.hpp"
#include "dialogs/language/yaml_prescan.hpp"

namespace dialogs {
namespace {

struct Stop {};  // thrown out of the parser when going on makes no sense; its fault has been added

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Faults& faults) : source_(source), faults_(faults) {}

  std::optional<Node> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    // An empty value, or one of the words YAML reads as null: for us they are text.
    Node node = scalar(mark, written_null(mark));
    check(mark, "?", anchor);
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    faults_.add("E0106", "不能用别名“*”", place(mark), "把内容原样再写一遍；如果是文字，加引号");
    add(scalar(mark, {}));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    if (!is_closed(mark)) {
      // yaml-cpp takes the end of the file for the missing quote.
      faults_.add("E0101", "引号没有配对", place(mark), "补上另一个引号");
      throw Stop{};
    }
    add(scalar(mark, value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
    open(mark, Node::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check(mark, tag, anchor);
    open(mark, Node::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    bool has_key = false;
    std::string key;
    Place key_place;
    std::unordered_map<std::string, int> lines;  // of the keys so far
  };

  std::size_t byte_of(const YAML::Mark& mark) const {
    return std::min(source_.line(mark.line + 1).size(), static_cast<std::size_t>(std::max(mark.column, 0)));
  }

  // Marks come in document order, so a line is counted once, however long it is.
  Place place(const YAML::Mark& mark) {
    const std::string_view line = source_.line(mark.line + 1);
    const std::size_t byte = byte_of(mark);
    if (mark.line != counted_line_ || byte < counted_bytes_) {
      counted_line_ = mark.line;
      counted_bytes_ = 0;
      counted_points_ = 0;
    }
    counted_points_ += base::count_code_points(line.substr(counted_bytes_, byte - counted_bytes_));
    counted_bytes_ = byte;
    return {source_.path(), mark.line + 1, static_cast<int>(counted_points_) + 1};
  }

  Node scalar(const YAML::Mark& mark, std::string text) {
    Node node;
    node.text = std::move(text);
    node.place = place(mark);
    return node;
  }

  std::string written_null(const YAML::Mark& mark) const {
    const std::string_view rest = source_.line(mark.line + 1).substr(byte_of(mark));
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
      if (rest.starts_with(word)) return std::string(word);
    }
    return {};
  }

  // True for what is not quoted.
  bool is_closed(const YAML::Mark& mark) const {
    const std::string_view rest = source_.line(mark.line + 1).substr(byte_of(mark));
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return true;
    const std::string_view text = source_.text();
    const char quote = rest.front();
    for (auto at = static_cast<std::size_t>(rest.data() - text.data()) + 1; at < text.size(); ++at) {
      if (quote == '"' && text[at] == '\\') {
        ++at;
      } else if (text[at] == quote) {
        if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return true;
        ++at;
      }
    }
    return false;
  }

  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (++nodes_ > kNodesMax) {
      faults_.add("E0108", "文件里的条目太多（超过 " + std::to_string(kNodesMax) + " 个）", {source_.path(), 0, 0},
                  "拆成几个文件");
      throw Stop{};
    }
    if (anchor != YAML::NullAnchor) {
      faults_.add("E0106", "不能用锚点“&”", place(mark), "去掉它；如果是文字，加引号");
    }
    // yaml-cpp gives "!" to quoted and block scalars, and to what carries a bare "!" in front.
    const bool is_bare = tag == "!" && source_.line(mark.line + 1).substr(byte_of(mark)).starts_with('!');
    if (is_bare || (!tag.empty() && tag != "?" && tag != "!")) {
      faults_.add("E0107", "不能用标签“!”", place(mark), "去掉它；如果是文字，加引号");
    }
  }

  void open(const YAML::Mark& mark, Node::Kind kind) {
    if (stack_.size() >= static_cast<std::size_t>(kDepthMax)) {
      faults_.add("E0108", "嵌套超过 " + std::to_string(kDepthMax) + " 层", place(mark), "把里面的内容拆出来");
      throw Stop{};
    }
    if (!stack_.empty() && stack_.back().node.is_map() && !stack_.back().has_key) refuse_key(place(mark));
    Open opened;
    opened.node.kind = kind;
    opened.node.place = place(mark);
    stack_.push_back(std::move(opened));
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(done));
  }

  [[noreturn]] void refuse_key(const Place& at) {
    faults_.add("E0101", "冒号前面应当是一个词", at, "如果这是文字，整句加引号");
    throw Stop{};
  }

  void add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& top = stack_.back();
    if (top.node.is_list()) {
      top.node.items.push_back(std::move(node));
      return;
    }
    if (!top.has_key) {
      if (!node.is_scalar()) refuse_key(node.place);
      top.key = std::move(node.text);
      top.key_place = std::move(node.place);
      top.has_key = true;
      return;
    }
    top.has_key = false;
    const auto [known, is_new] = top.lines.try_emplace(top.key, top.key_place.line);
    if (!is_new) {
      faults_.add("E0102", "“" + top.key + "”写了两次（第 " + std::to_string(known->second) + " 行已有）",
                  top.key_place, "留下一个");
      return;
    }
    top.node.entries.push_back({std::move(top.key), std::move(top.key_place), std::move(node)});
  }

  const SourceText& source_;
  Faults& faults_;
  std::vector<Open> stack_;
  std::optional<Node> root_;
  std::size_t nodes_ = 0;
  int counted_line_ = -1;
  std::size_t counted_bytes_ = 0;
  std::size_t counted_points_ = 0;
};

struct Saying {
  std::string_view english;  // how yaml-cpp's message begins
  const char* message;
  const char* fix;
};

constexpr std::array kSayings{
    Saying{"illegal map value", "这一行里多了一个“: ”", "整句加引号"},
    Saying{"illegal map key", "这里不能出现“? ”", "如果这是文字，整句加引号"},
    Saying{"illegal block entry", "这里不能出现“- ”", "检查缩进；如果这是文字，整句加引号"},
    Saying{"illegal flow end", "多了一个“]”或“}”", "检查括号；如果这是文字，整句加引号"},
    Saying{"end of map not found", "这一行的缩进或格式不对，应当是“键: 值”", "和上一行对齐；冒号后加一个空格"},
    Saying{"end of map flow not found", "“{”没有配对的“}”", "补上“}”；如果这是文字，整句加引号"},
    Saying{"end of sequence not found", "这一行的缩进或格式不对，应当以“- ”开头", "和上一项对齐"},
    Saying{"end of sequence flow not found", "“[”没有配对的“]”", "补上“]”；如果这是文字，整句加引号"},
    Saying{"illegal EOF in scalar", "引号没有配对", "补上另一个引号"},
    Saying{"illegal document indicator in scalar", "引号没有配对", "补上另一个引号"},
    Saying{"illegal character in scalar", "文字里有不能直接写的字符", "整句加引号"},
    Saying{"unknown escape character", "双引号里的“\\”后面跟了不认识的字符", "改用单引号，或写成“\\\\”"},
    Saying{"bad character found while scanning hex number", "双引号里的“\\x”写法不对", "改用单引号"},
    Saying{"invalid unicode", "双引号里的“\\u”写法不对", "改用单引号"},
    Saying{"illegal tab when looking for indentation", "这一行用 Tab 缩进", "改成空格，每层两个"},
    Saying{"unknown token", "这里有 YAML 不认识的符号", "如果这是文字，整句加引号"},
    Saying{"the referenced anchor is not defined", "不能用别名“*”", "如果这是文字，整句加引号"},
    Saying{"alias not found after *", "不能用别名“*”", "如果这是文字，整句加引号"},
    Saying{"anchor not found after &", "不能用锚点“&”", "如果这是文字，整句加引号"},
    Saying{"bad file", "嵌套太深", "把里面的内容拆出来"},
};

// "-slot: 甲"; "---" and "- " are none.
bool glues_dash(std::string_view line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at != std::string_view::npos && line[at] == '-' && at + 1 < line.size() && line[at + 1] != ' ' && line[at + 1] != '-';
}

void add_syntax_fault(const YAML::Exception& error, const SourceText& source, Faults& faults) {
  const Place at = error.mark.is_null() ? Place{source.path(), 0, 0} : source.place(error.mark.line, error.mark.column);
  if (glues_dash(source.line(at.line))) {
    return faults.add("E0101", "“-”后面少了一个空格", at, "“-”和后面的字之间加一个空格");
  }
  for (const Saying& saying : kSayings) {
    if (!std::string_view(error.msg).starts_with(saying.english)) continue;
    std::string_view code = "E0101";
    if (saying.english == "bad file") code = "E0108";
    if (std::string_view(saying.message).find("别名") != std::string_view::npos ||
        std::string_view(saying.message).find("锚点") != std::string_view::npos) {
      code = "E0106";
    }
    faults.add(code, saying.message, at, saying.fix);
    return;
  }
  faults.add("E0101", "YAML 格式不对", at, "检查这一行的缩进、引号和冒号");
}

}  // namespace

std::optional<Node> read_yaml(const SourceText& source, Faults& faults) {
  if (!prescan(source, faults)) return std::nullopt;
  TreeBuilder builder(source, faults);
  try {
    std::istringstream in(source.text());
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    TreeBuilder more(source, faults);
    if (parser.HandleNextDocument(more)) {
      faults.add("E0101", "一个文件只能写一份文档", {source.path(), 0, 0}, "去掉“---”，或拆成两个文件");
      return std::nullopt;
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    add_syntax_fault(error, source, faults);
    return std::nullopt;
  } catch (const std::exception&) {
    faults.add("E0101", "YAML 格式不对", {source.path(), 0, 0}, "检查缩进、引号和冒号");
    return std::nullopt;
  }
  std::optional<Node> root = builder.take();
  if (!root) faults.add("E0202", "文件是空的", {source.path(), 0, 0}, "第一行写“kind: …”");
  return root;
}

}  // namespace dialogs
