// docs/lint is part of the program: the bad example of every page must give exactly the page's code at the place the
// page names, and the good example nothing at all. Where a page compares releases, the published one stands first.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "dialogs/language/release.hpp"
#include "dialogs/review/review.hpp"

namespace dialogs {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = XINSHENG_SOURCE_DIR;
constexpr char kGlobal[] = "kind: global\nbrand: 示例\n";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Page {
  std::string code;
  std::string place;               // "demo.yaml:6:5"
  std::vector<SourceFile> blocks;  // the fenced examples, the bad one before the good one; path from the first line "# demo.yaml"
};

Page parse(const fs::path& path) {
  Page page;
  page.code = path.stem().string();
  std::istringstream lines(read(path));
  bool in_block = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      in_block = !in_block;
      if (in_block) page.blocks.emplace_back();
    } else if (in_block) {
      SourceFile& block = page.blocks.back();
      if (block.path.empty()) block.path = line.substr(2);
      block.text += line + "\n";
    } else if (const std::size_t tick = line.find('`'); tick != std::string::npos && page.place.empty()) {
      page.place = line.substr(tick + 1, line.find('`', tick + 1) - tick - 1);
    }
  }
  return page;
}

std::vector<fs::path> pages() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kRoot / "docs/lint")) {
    if (entry.path().stem() != "README") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> shown(const std::vector<Diagnostic>& diagnostics) {
  std::vector<std::string> all;
  for (const Diagnostic& d : diagnostics) {
    all.push_back(d.code + " " + d.place.file + ":" + std::to_string(d.place.line) + ":" +
                  std::to_string(d.place.column));
  }
  return all;
}

// Tests run where the page is about them: the other pages' examples have none.
std::vector<std::string> faults_of(const Page& page, std::size_t example) {
  const std::vector<SourceFile> files{{"_global.yaml", kGlobal}, page.blocks[example]};
  const bool is_about_tests = page.code == "E0701" || page.code == "W0702";
  if (page.blocks.size() == 2) return shown(review(files, nullptr, is_about_tests).diagnostics);
  const Loaded published = load_release({{"_global.yaml", kGlobal}, page.blocks[0]});
  REQUIRE(published.release);
  return shown(review(files, published.release.get(), is_about_tests).diagnostics);
}

}  // namespace

TEST_CASE("every page of docs/lint shows exactly its own fault where it says, and a form without fault", "[lint]") {
  REQUIRE(pages().size() >= 35);
  for (const fs::path& path : pages()) {
    const Page page = parse(path);
    DYNAMIC_SECTION(page.code) {
      const std::size_t examples = page.blocks.size();
      REQUIRE((examples == 2 || examples == 3));  // three: what is published comes first
      CHECK(faults_of(page, examples - 2) == std::vector<std::string>{page.code + " " + page.place});
      CHECK(faults_of(page, examples - 1).empty());
    }
  }
}

TEST_CASE("every code that the loader or the rules can give has a page", "[lint]") {
  std::set<std::string> known;
  for (const fs::path& path : pages()) known.insert(path.stem().string());
  for (const char* folder : {"dialogs/language", "dialogs/rules", "dialogs/review"}) {
    for (const auto& entry : fs::directory_iterator(kRoot / folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const std::string text = read(entry.path());
      for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
        const std::string word = text.substr(at + 1, 6);
        const bool is_code =
            word.size() == 6 && (word[0] == 'E' || word[0] == 'W') && word[5] == '"' &&
            std::all_of(word.begin() + 1, word.begin() + 5, [](char c) { return c >= '0' && c <= '9'; });
        if (!is_code) continue;
        INFO(entry.path().filename().string());
        CHECK(known.contains(word.substr(0, 5)));
      }
    }
  }
}

}  // namespace dialogs
