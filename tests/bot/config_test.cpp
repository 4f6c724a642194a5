#include "bot/config.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "bot/files.hpp"

namespace {

constexpr char kGood[] =
    "mode: dev\nlisten: 127.0.0.1:0\nchannels:\n  - channel: wechat\n    account: demo\n    app_id: wx1\n    token: t\n    plain: true\n"
    "hotlines:\n  - hotline: \"12345\"\n    protocol: open311\n    url: http://127.0.0.1:1/\n    ability: key\n    poll: 2s\n";

}  // namespace

TEST_CASE("config: the demo's configuration holds", "[bot]") {
  const std::string path = std::string(XINSHENG_SOURCE_DIR) + "/config/demo.yaml";
  const bot::ReadConfig read = bot::read_config(path, bot::read_file(path).value());
  REQUIRE(read.faults.empty());
  REQUIRE(read.config.hotlines.size() == 3);
  REQUIRE(read.config.wechat.at(0).wire.accept_plain);
}

TEST_CASE("config: what is written is what is read", "[bot]") {
  const bot::ReadConfig read = bot::read_config("c.yaml", kGood);
  REQUIRE(read.faults.empty());
  REQUIRE(read.config.mode == bot::Mode::kDev);
  REQUIRE(read.config.port == 0);
  REQUIRE(read.config.hotlines.at(0).ability == integrations::Ability::kKey);
  REQUIRE(read.config.hotlines.at(0).poll == base::seconds(2));
  REQUIRE(read.config.rate_limit.per_minute == 20);
}

TEST_CASE("config: a template says for what it is, and what stands in its fields", "[bot]") {
  const std::string account =
      "mode: dev\nchannels:\n  - channel: wechat\n    account: demo\n    app_id: wx1\n    token: t\n    plain: true\n    app_secret: s\n"
      "    api_base: http://127.0.0.1:1\n    templates:\n";
  const bot::ReadConfig read =
      bot::read_config("c.yaml", account + "      - for: revisit\n        kind: subscription\n        id: T1\n        fields: {thing2: 事项}\n");
  REQUIRE(read.faults.empty());
  const integrations::WechatTemplate& one = read.config.wechat.at(0).wire.templates.at(0);
  CHECK(one.purpose == integrations::TemplatePurpose::kRevisit);
  CHECK(one.kind == integrations::WechatTemplate::Kind::kSubscription);
  CHECK(one.id == "T1");
  CHECK(one.fields == std::vector<std::pair<std::string, std::string>>{{"thing2", "事项"}});
  const bot::ReadConfig wrong =
      bot::read_config("c.yaml", account + "      - id: T1\n        fields: {thing2: 手机号}\n      - for: party\n        id: T2\n        fields: 事项\n");
  REQUIRE(wrong.faults.size() == 4);
  CHECK(wrong.faults.at(0).code == "E0902");
  CHECK(wrong.faults.at(1).message.find("没有这个值") != std::string::npos);
  CHECK(wrong.faults.at(1).place.line == 12);
}

TEST_CASE("config: every fault is found at its place, all of them at once", "[bot]") {
  struct Row {
    std::string text;
    std::string code;
    int line;
  };
  const std::vector<Row> rows{{"mode: dev\nlisten: 127.0.0.1\n", "E0903", 2},
                              {"mode: dev\nlisten: 127.0.0.1:99999\n", "E0903", 2},
                              {"mode: dev\nlimit:\n  connections: 5\n", "E0901", 2},
                              {"mode: dev\nlimits:\n  connections: -5\n", "E0903", 3},
                              {"mode: dev\nlimits:\n  lease: soon\n", "E0903", 3},
                              {"mode: dev\nthreads: many\n", "E0903", 2},
                              {"mode: test\n", "E0903", 1},
                              {"mode: dev\nstore: oracle\n", "E0903", 2},
                              {"mode: dev\nchannels: wechat\n", "E0903", 2},
                              {"mode: dev\nchannels:\n  - channel: smoke\n", "E0903", 3},
                              {"mode: dev\nchannels:\n  - channel: wechat\n    account: a\n    app_id: w\n", "E0902", 3},
                              {"mode: dev\nhotlines:\n  - hotline: \"1\"\n    protocol: x\n  - hotline: \"1\"\n    protocol: x\n", "E0905", 5},
                              {"mode: dev\nmode: dev\n", "E0102", 2},
                              {"mode： dev\n", "E0903", 1},
                              {"", "E0902", 0}};
  for (const Row& row : rows) {
    INFO(row.text);
    const bot::ReadConfig read = bot::read_config("c.yaml", row.text);
    bool found = false;
    for (const dialogs::Diagnostic& fault : read.faults) {
      INFO(fault.code << " " << fault.place.line << " " << fault.message);
      found = found || (fault.code == row.code && fault.place.line == row.line && fault.place.file == "c.yaml");
    }
    REQUIRE(found);
  }
}

TEST_CASE("config: production refuses plaintext webhooks, open secrets and any Host", "[bot]") {
  std::string text = kGood;
  text.replace(0, 9, "mode: production");
  const bot::ReadConfig read = bot::read_config("c.yaml", text);
  int unsafe = 0;
  bool hosts = false;
  for (const dialogs::Diagnostic& fault : read.faults) {
    unsafe += fault.code == "E0904" ? 1 : 0;
    hosts = hosts || fault.message.find("hosts") != std::string::npos;
  }
  REQUIRE(unsafe == 2);
  REQUIRE(hosts);
}
