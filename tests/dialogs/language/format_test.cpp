#include "dialogs/language/format.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "dialogs/language/canonical_json.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace dialogs {
namespace {

namespace fs = std::filesystem;

std::string formatted(const std::string& text) {
  const Formatted result = format({"demo.yaml", text});
  INFO(text);
  for (const Diagnostic& d : result.diagnostics) UNSCOPED_INFO(render(d, text));
  CHECK(result.ok);
  return result.text;
}

std::string content(const std::string& text) {
  Faults faults;
  const auto root = read_yaml(SourceText("demo.yaml", text), faults);
  INFO(text);
  REQUIRE(root);
  REQUIRE_FALSE(faults.any_error());
  return canonical_json({{"", &*root}});
}

struct Row {
  const char* name;
  const char* before;
  const char* after;
};

// ---- Made-up trees, each written in some legal way ----

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::string file() {
    std::string out;
    block(out, 0, 3, true);
    return out;
  }

 private:
  std::size_t next(std::size_t below) {
    random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(random_ >> 33) % below;
  }

  std::string words() {
    static const std::vector<std::string> kWords{
        "您好",  "12345",      "no",     "2025-03-10", "说：好",     "a: b", "x #y",       "#x",   "- 项",
        "[甲]",  "{乙}",       "甲, 乙", "",           " 前后 ",     "“引”", "他说\"好\"", "it's", "C:\\路",
        "是|或", "<槽|或:无>", "&a",     "*b",         "!c",         "%d",   "@e",         "`f",   "say：好",
        "末尾:", "...",        "---",    "一\n二",     "一\n\n二\n", "?",    "? 问",       ":",    "-",
        "-5",    "~",          "null",   "true",       ">",          "|",    "'",          "\"",   "\\"};
    return kWords[next(kWords.size())];
  }

  std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
      if (c == '\n') {
        out += "\\n";
      } else {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
      }
    }
    return out + "\"";
  }

  std::string flow(int depth) {
    const std::size_t kind = depth == 0 ? 0 : next(4);
    if (kind < 2) return quoted(words());
    std::string out;
    for (std::size_t i = next(3); i > 0; --i) {
      out += out.empty() ? "" : ", ";
      out += kind == 2 ? flow(depth - 1) : key() + ": " + flow(depth - 1);
    }
    return kind == 2 ? "[" + out + "]" : "{" + out + "}";
  }

  std::string key() { return "k" + std::to_string(++keys_); }

  void remark(std::string& out, std::size_t indent) {
    if (next(6) == 0) out += "\n";
    if (next(5) == 0) out += std::string(next(2) == 0 ? indent : 0, ' ') + "# 说明 " + std::to_string(++keys_) + "\n";
  }

  std::string tail() { return next(6) == 0 ? "  # 尾 " + std::to_string(++keys_) : ""; }

  void block_text(std::string& out, std::size_t indent) {
    static const std::vector<std::string> kSigns{"|", ">", "|-", ">-", "|+"};
    out += " " + kSigns[next(kSigns.size())] + tail() + "\n";
    for (std::size_t i = next(3) + 1; i > 0; --i) {
      out += std::string(indent + 3, ' ') + "第 " + std::to_string(i) + " 行 # 不是注释\n";
      if (next(4) == 0) out += "\n";
    }
  }

  void block(std::string& out, std::size_t indent, int depth, bool is_map) {
    for (std::size_t i = next(4) + 1; i > 0; --i) {
      remark(out, indent);
      out += std::string(indent, ' ') + (is_map ? key() + ":" : "-");
      const std::size_t kind = next(depth == 0 ? 3 : 5);
      if (kind == 0) {
        block_text(out, indent);
      } else if (kind < 3) {
        out += " " + flow(2) + tail() + "\n";
      } else {
        out += tail() + "\n";
        block(out, indent + 1 + next(3), depth - 1, kind == 3);
      }
    }
  }

  std::uint64_t random_;
  int keys_ = 0;
};

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(XINSHENG_SOURCE_DIR) / "dialogs/scripts")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  return files;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("each kind of writing has one form", "[language][format]") {
  const std::vector<Row> rows{
      {"two blanks per level, lists below their key", "steps:\n-   say:   您好\n-   end: done\n",
       "steps:\n  - say: 您好\n  - end: done\n"},
      {"quotes go where they are not needed", "title: \"投诉\"\nabout: '好的'\n", "title: 投诉\nabout: 好的\n"},
      {"quotes stay where an editor would read a number", "values: [\"12345\", 'no', 12328]\n",
       "values: [\"12345\", \"no\", 12328]\n"},
      {"quotes come where the words need them", "say: '说: 好'\nask: 'a #b'\n", "say: \"说: 好\"\nask: \"a #b\"\n"},
      {"words with quotes in them read better in the others", "say: \"他说\\\"好\\\"\"\n", "say: 他说\"好\"\n"},
      {"a list on one line stays there, one on several does not come back", "a: [ 甲,乙 ]\nb:\n  - 甲\n  - 乙\n",
       "a: [甲, 乙]\nb:\n  - 甲\n  - 乙\n"},
      {"a map over several lines in brackets is one line", "give: {甲: 1,\n  乙: 2}\n", "give: {甲: 1, 乙: 2}\n"},
      {"several empty lines are one", "a: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"},
      {"Windows line ends and a missing last one", "a: 1\r\nb: 2", "a: 1\nb: 2\n"},
      {"block texts keep their lines", "about: >-\n      第一行\n        深一些\n\n      第二行\nb: 2\n",
       "about: >-\n  第一行\n    深一些\n\n  第二行\nb: 2\n"},
      {"a dash before a map", "-\n    a: 1\n    b: 2\n-   - 甲\n    - 乙\n", "- a: 1\n  b: 2\n- - 甲\n  - 乙\n"},
      {"nothing stays nothing", "a:\nb: []\nc: {}\nd: \"\"\n", "a:\nb: []\nc: {}\nd: \"\"\n"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(formatted(row.before) == row.after);
  }
}

TEST_CASE("comments stay with what they stand beside", "[language][format]") {
  const std::vector<Row> rows{
      {"above, beside and below", "# 文件\n\nsteps:   # 步骤\n    # 问好\n    - say: 您好 # 第一句\n    # 完\n",
       "# 文件\n\nsteps:  # 步骤\n  # 问好\n  - say: 您好  # 第一句\n  # 完\n"},
      {"the next block's comment is not the last block's", "a:\n    - 甲\n# 乙的\nb: 1\n",
       "a:\n  - 甲\n# 乙的\nb: 1\n"},
      {"beside a block text", "a: |  # 注\n   # 不是注释\nb: 1\n", "a: |  # 注\n  # 不是注释\nb: 1\n"},
      {"a sharp inside quotes is none", "a: \"x #y\" # 注\n", "a: \"x #y\"  # 注\n"},
      {"inside brackets over several lines", "a: [甲, # 一\n  乙] # 二\nb: 1\n", "a: [甲, 乙]  # 一\n# 二\nb: 1\n"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(formatted(row.before) == row.after);
  }
}

TEST_CASE("what is no YAML is not formatted, and the fault is told", "[language][format]") {
  const Formatted result = format({"demo.yaml", "a: b: c\n"});
  CHECK_FALSE(result.ok);
  CHECK(result.text.empty());
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].code == "E0101");
  CHECK_FALSE(format({"demo.yaml", ""}).ok);
}

TEST_CASE("P12: formatting keeps the content and changes nothing the second time, for made-up trees",
          "[language][format]") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const std::string text = Writer(seed).file();
    INFO("seed " << seed << "\n" << text);
    const std::string once = formatted(text);
    CHECK(content(once) == content(text));
    CHECK(formatted(once) == once);
  }
}

TEST_CASE("P12: formatting keeps the content and changes nothing the second time, for every shipped script",
          "[language][format]") {
  REQUIRE(shipped().size() > 10);
  for (const fs::path& path : shipped()) {
    const std::string text = read(path);
    if (is_machine_written({path.filename().string(), text})) continue;
    INFO(path.filename().string());
    const std::string once = formatted(text);
    CHECK(formatted(once) == once);
    CHECK(content(once) == content(text));
  }
}

}  // namespace dialogs
