// The laws of the house (architecture, "Laws") wherever a program can check them. A rule nobody checks is an opinion.
#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/house/tree.hpp"

namespace {

using house::File;

/// "<x.h>" or "\"x.h\"" of an include line, without its brackets; "" for any other line.
std::string included(const std::string& line) {
  const std::size_t at = line.find("#include");
  if (at == std::string::npos || line.find_first_not_of(' ') != at) return {};
  const std::size_t open = line.find_first_of("<\"", at);
  const std::size_t close = line.find_first_of(">\"", open + 1);
  if (open == std::string::npos || close == std::string::npos) return {};
  return line.substr(open + 1, close - open - 1);
}

std::string report(const std::vector<std::string>& broken) {
  std::string text;
  for (const std::string& one : broken) text += one + "\n";
  return text;
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& heads) {
  for (const std::string& head : heads) {
    if (text.starts_with(head)) return true;
  }
  return false;
}

bool is_comment(const std::string& line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at != std::string::npos && line.compare(at, 2, "//") == 0;
}

}  // namespace

TEST_CASE("house: a room includes only the rooms below it", "[house]") {
  const std::map<std::string, std::set<std::string>> may{
      {"base", {"base"}},
      {"dialogs", {"base", "dialogs"}},
      {"tickets", {"base", "tickets"}},
      {"integrations", {"base", "integrations"}},
      {"storage", {"base", "dialogs", "tickets", "storage"}},
      {"bot", {"base", "dialogs", "tickets", "integrations", "storage", "bot"}}};
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    for (const std::string& line : file.lines) {
      const std::string target = house::room_of(included(line));
      if (may.contains(target) && !may.at(house::room_of(file.path)).contains(target)) broken.push_back(file.path + " includes " + target);
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: the twins share nothing with the client they test", "[house]") {
  std::vector<std::string> broken;
  for (const File& file : house::files({"integrations/twins"}, {".cpp", ".hpp"})) {
    for (const std::string& line : file.lines) {
      const std::string target = included(line);
      if (target.starts_with("integrations/") && !target.starts_with("integrations/twins/")) broken.push_back(file.path + ": " + target);
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: every third party has one owner, and stays out of headers", "[house]") {
  struct Owner {
    std::string header;                // how its includes begin
    std::vector<std::string> folders;  // where .cpp files may include it
  };
  const std::vector<Owner> owners{{"httplib.h", {"integrations/http_client"}},
                                  {"sqlite3.h", {"storage/sqlite/"}},
                                  {"libpq-fe.h", {"storage/postgres/"}},
                                  {"yaml-cpp/", {"dialogs/language/"}},
                                  {"unicode/", {"dialogs/text/"}},
                                  {"re2/", {"dialogs/rules/"}},
                                  {"pugixml.hpp", {"integrations/channels/"}},
                                  {"boost/", {"bot/server/", "integrations/twins/"}},
                                  {"CLI/", {"bot/cli/", "integrations/twins/"}},
                                  {"nlohmann/json.hpp", {"integrations/", "bot/"}},
                                  {"sodium.h", {"bot/desk/"}},
                                  {"openssl/", {"dialogs/language/", "integrations/", "bot/ingress/", "bot/desk/"}}};
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    for (const std::string& line : file.lines) {
      const std::string target = included(line);
      for (const Owner& owner : owners) {
        if (!target.starts_with(owner.header)) continue;
        if (!starts_with_any(file.path, owner.folders)) broken.push_back(file.path + ": " + target + " belongs to " + owner.folders[0]);
        const bool twin_or_inner = file.path.starts_with("integrations/twins/") || file.path.starts_with("bot/server/");
        if (file.path.ends_with(".hpp") && !twin_or_inner) broken.push_back(file.path + ": " + target + " in a header");
      }
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: banned calls have a replacement, and only their owners make them", "[house]") {
  struct Ban {
    std::string call;
    std::string instead;
    std::vector<std::string> owners;
  };
  const std::vector<Ban> bans{
      {"std::regex", "crashes on long input: write the scan out, or use RE2", {}},
      {"chrono::system_clock", "take a base::Clock", {}},
      {"steady_clock::now", "take a base::Clock; deadlines of sockets belong to bot/server and the twins",
       {"bot/server/", "integrations/http_client", "integrations/twins/", "storage/sqlite/"}},
      {"random_device", "take a base::Random", {}},
      {"sleep_for", "wait on a condition that can be stopped", {}},
      {"getenv(", "read it from the configuration", {}},
      {"std::rand(", "take a base::Random", {}},
      {"time(nullptr)", "take a base::Clock", {}},
      {"catch (...) {}", "say what is contained and why", {}},
      {"strcpy(", "std::string", {}},
      {"sprintf(", "std::snprintf", {}},
  };
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      if (is_comment(file.lines[i])) continue;
      for (const Ban& ban : bans) {
        const std::size_t at = file.lines[i].find(ban.call);
        if (at == std::string::npos || starts_with_any(file.path, ban.owners)) continue;
        if (ban.call == "sprintf(" && at > 0 && file.lines[i][at - 1] == 'n') continue;  // snprintf
        broken.push_back(file.path + ":" + std::to_string(i + 1) + ": " + ban.call + ": " + ban.instead);
      }
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: pure rooms hold no thread, file, socket, clock or chance", "[house]") {
  const std::vector<std::string> pure{"dialogs/", "tickets/", "integrations/channels/", "integrations/hotlines/"};
  const std::set<std::string> impure{"thread", "fstream", "iostream", "filesystem", "chrono", "random", "ctime", "cstdio",
                                     "condition_variable", "future", "unistd.h", "fcntl.h", "sys/socket.h", "sys/stat.h"};
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    if (!starts_with_any(file.path, pure)) continue;
    for (const std::string& line : file.lines) {
      if (impure.contains(included(line))) broken.push_back(file.path + " includes <" + included(line) + ">");
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: files and functions keep to their size", "[house]") {
  constexpr std::size_t kFileLines = 500;
  constexpr std::size_t kTestLines = 800;
  constexpr std::size_t kFunctionLines = 100;
  std::vector<std::string> broken;
  std::vector<File> all = house::sources();
  for (File& test : house::files({"tests"}, {".cpp", ".hpp"})) all.push_back(std::move(test));
  for (const File& file : all) {
    const bool is_test = file.path.starts_with("tests/");
    if (file.lines.size() > (is_test ? kTestLines : kFileLines)) {
      broken.push_back(file.path + ": " + std::to_string(file.lines.size()) + " lines: split it by what it knows");
    }
    if (is_test) continue;
    std::size_t begin = 0;  // of a function at namespace level: its brace opens a line that is not indented
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.empty()) continue;
      if (line.ends_with(") {") || line.ends_with(") const {") || line.ends_with(") noexcept {")) {
        if (line[0] != ' ' || begin == 0) begin = i;
      }
      if (line == "}" && begin != 0) {
        if (i - begin > kFunctionLines) {
          broken.push_back(file.path + ":" + std::to_string(begin + 1) + ": a function of " + std::to_string(i - begin) + " lines");
        }
        begin = 0;
      }
      if (line == "};" || line.starts_with("namespace ")) begin = 0;
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: names say what a thing is, and nothing is left open", "[house]") {
  const std::vector<std::string> words{"Manager", "Helper", "Util", "Processor", "TO" "DO", "FIX" "ME", "XX" "X:", "HA" "CK"};
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string& word : words) {
        if (file.lines[i].find(word) != std::string::npos) broken.push_back(file.path + ":" + std::to_string(i + 1) + ": " + word);
      }
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: every header says it is included once and every test name is a sentence", "[house]") {
  std::vector<std::string> broken;
  for (const File& file : house::sources()) {
    if (file.path.ends_with(".hpp") && file.text.find("#pragma once") == std::string::npos) broken.push_back(file.path + ": no #pragma once");
  }
  for (const File& file : house::files({"tests"}, {".cpp"})) {
    for (const std::string& line : file.lines) {
      const std::size_t at = line.find("TEST_CASE(\"");
      if (at != 0) continue;
      const std::size_t end = line.find('"', 11);
      if (line.substr(11, end - 11).find(' ') == std::string::npos) broken.push_back(file.path + ": " + line);
      if (line.find("[.") != std::string::npos || line.find("[!mayfail]") != std::string::npos) broken.push_back(file.path + ": hidden: " + line);
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}

TEST_CASE("house: every migration has a number of its own, from 1", "[house]") {
  const std::vector<File> migrations = house::files({"storage/migrations"}, {".sql"});
  REQUIRE_FALSE(migrations.empty());
  std::map<int, std::string> names;
  for (const File& file : migrations) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    INFO(name);
    REQUIRE(name.size() > 9);
    REQUIRE(name[4] == '_');
    const std::string stem = name.substr(0, name.find('.'));
    REQUIRE(names.emplace(std::stoi(name.substr(0, 4)), stem).first->second == stem);
  }
  REQUIRE(names.begin()->first == 1);
}

TEST_CASE("house: only scripts live in dialogs/scripts", "[house]") {
  const std::vector<File> scripts = house::files({"dialogs/scripts"}, {""});
  REQUIRE_FALSE(scripts.empty());
  for (const File& file : scripts) {
    INFO(file.path);
    REQUIRE(file.path.ends_with(".yaml"));
  }
}

TEST_CASE("house: the project speaks of itself only", "[house]") {
  // Written in pieces so that this file does not find itself.
  const std::vector<std::string> foreign{std::string("/wo") + "rk/", std::string("/ro") + "ot/", std::string("registry.npmjs") + ".org",
                                         std::string("deb.debian") + ".org"};
  std::vector<std::string> broken;
  for (const File& file : house::files({"base", "dialogs", "tickets", "integrations", "storage", "bot", "tests", "docs", "scripts", "config", "cmake", "bench", "web"},
                                       {".cpp", ".hpp", ".yaml", ".md", ".sh", ".cmake", ".txt", ".json", ".ts", ".vue", ".mjs", ".sql", ".py", ".lua"})) {
    for (const std::string& word : foreign) {
      if (file.text.find(word) != std::string::npos) broken.push_back(file.path + ": " + word);
    }
  }
  INFO(report(broken));
  REQUIRE(broken.empty());
}
