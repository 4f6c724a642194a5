#include "storage/search/search_file.hpp"

#include <catch2/catch.hpp>

#include <fstream>

#include "tests/storage/folder.hpp"

using namespace storage::search;

namespace {

constexpr base::UnixMs kMorning{1'773'100'800'000};

class Room {
 public:
  Room() { reopen(); }
  void reopen(const std::string& owner = "one") {
    file.reset();
    file = SearchFile::open(path(), owner).value();
  }
  std::string path() const { return folder_.path("search.sqlite"); }
  void put(std::int64_t conversation, std::uint64_t after, const std::vector<std::string>& texts) {
    ConversationText change{conversation, after, after + texts.size(), {}};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      change.lines.push_back({after + i + 1, 0, kMorning + base::minutes(static_cast<std::int64_t>(after + i)) + base::seconds(conversation), texts[i]});
    }
    REQUIRE(file->put({change}, {}).ok());
  }
  /// "conversation.sequence" of the hits, newest first.
  std::vector<std::string> found(const std::string& words, Query query = {}) {
    query.sought = read_sought(words);
    if (query.hits_max == 0) query.hits_max = 100;
    std::vector<std::string> places;
    for (const Hit& hit : file->find(query).value()) {
      places.push_back(hit.ticket.empty() ? std::to_string(hit.conversation) + "." + std::to_string(hit.sequence) : hit.ticket);
    }
    return places;
  }

 private:
  test::Folder folder_;

 public:
  std::unique_ptr<SearchFile> file;
};

using Places = std::vector<std::string>;

}  // namespace

TEST_CASE("What was put in is found by two characters, newest first, and by several words") {
  Room room;
  room.put(1, 0, {"货主拖欠运费", "平台乱扣钱"});
  room.put(2, 0, {"运费没给，平台不管"});
  CHECK(room.found("运费") == Places{"2.1", "1.1"});
  CHECK(room.found("平台") == Places{"1.2", "2.1"});
  CHECK(room.found("运费 平台") == Places{"2.1"});
  CHECK(room.found("欠运") == Places{"1.1"});
  CHECK(room.found("运平").empty());
}

TEST_CASE("Hits come page by page, each once") {
  Room room;
  for (std::int64_t i = 1; i <= 7; ++i) room.put(i, 0, {"运费的事"});
  Places all;
  std::int64_t before = 0;
  while (true) {
    const auto page = room.file->find({.sought = read_sought("运费"), .before = before, .hits_max = 3}).value();
    if (page.empty()) break;
    for (const Hit& hit : page) all.push_back(std::to_string(hit.conversation));
    before = page.back().id;
  }
  CHECK(all == Places{"7", "6", "5", "4", "3", "2", "1"});
}

TEST_CASE("A period leaves out what was said before it and from its end on") {
  Room room;
  room.put(1, 0, {"运费一", "运费二", "运费三"});
  CHECK(room.found("运费", {.from = kMorning + base::seconds(61), .to = kMorning + base::seconds(121)}) == Places{"1.2"});
}

TEST_CASE("Putting a conversation again replaces the lines behind a turn and nothing before it") {
  Room room;
  room.put(1, 0, {"我叫甲乙丙", "运费没给"});
  room.put(1, 1, {"平台乱扣", "又扣一次"});
  CHECK(room.found("运费").empty());
  CHECK(room.found("平台") == Places{"1.2"});
  room.put(1, 0, {"我叫＊＊＊", "平台乱扣", "又扣一次"});
  CHECK(room.found("甲乙").empty());
  CHECK(room.found("我叫") == Places{"1.1"});
  CHECK(room.file->version_of(1).value() == 3);
  CHECK(room.file->counts()->texts == 3);
}

TEST_CASE("A ticket is one text that follows its revisions, and can be looked for alone") {
  Room room;
  room.put(4, 0, {"货主拖欠运费"});
  TicketText ticket{"JN2603100000018", 4, 1, kMorning, "JN2603100000018\n拖欠运费\n天桥区"};
  REQUIRE(room.file->put({}, {ticket}).ok());
  CHECK(room.found("运费") == Places{"4.1", "JN2603100000018"});
  CHECK(room.found("运费", {.among = Among::kTickets}) == Places{"JN2603100000018"});
  CHECK(room.found("运费", {.among = Among::kLines}) == Places{"4.1"});
  CHECK(room.found("2603100000018") == Places{"JN2603100000018"});
  CHECK(room.found("jn260310") == Places{"JN2603100000018"});
  ticket.revision = 2;
  ticket.text = "JN2603100000018\n拖欠运费\n历下区";
  REQUIRE(room.file->put({}, {ticket}).ok());
  CHECK(room.found("天桥").empty());
  CHECK(room.found("历下") == Places{"JN2603100000018"});
  CHECK(room.file->revision_of("JN2603100000018").value() == 2);
  CHECK(room.file->revision_of("JN2603100000026").value() == 0);
}

TEST_CASE("More lines of one millisecond than ids fit into it are all found") {
  Room room;
  ConversationText change{1, 0, 3000, {}};
  for (std::uint64_t i = 1; i <= 3000; ++i) change.lines.push_back({i, 0, kMorning, "运费"});
  REQUIRE(room.file->put({change}, {}).ok());
  Query all;
  all.hits_max = 5000;
  CHECK(room.found("运费", all).size() == 3000);
}

TEST_CASE("The file is kept over a restart, and one of another owner is made anew") {
  Room room;
  room.put(1, 0, {"货主拖欠运费"});
  REQUIRE(room.file->set_complete_until(kMorning).ok());
  room.reopen();
  CHECK(room.found("运费") == Places{"1.1"});
  CHECK(room.file->complete_until().value() == kMorning);
  room.reopen("another");
  CHECK(room.found("运费").empty());
  CHECK(room.file->complete_until().value() == base::UnixMs{0});
}

TEST_CASE("A file that is no database is made anew") {
  Room room;
  room.put(1, 0, {"货主拖欠运费"});
  const std::string path = room.path();
  room.file.reset();
  std::ofstream(path, std::ios::trunc) << std::string(9000, 'x');
  room.reopen();
  CHECK(room.found("运费").empty());
  room.put(1, 0, {"货主拖欠运费"});
  CHECK(room.found("运费") == Places{"1.1"});
}

TEST_CASE("Damage met while it is open is told, and a new file can be begun at once") {
  Room room;
  for (std::int64_t i = 1; i <= 300; ++i) room.put(i, 0, {"货主拖欠运费", "平台乱扣钱"});
  room.reopen();  // everything is in the file itself
  {
    std::fstream file(room.path(), std::ios::in | std::ios::out | std::ios::binary);
    for (int page = 2; page < 30; ++page) {
      file.seekp(page * 4096);
      file << std::string(4096, '\xAA');
    }
  }
  Query query;
  query.sought = read_sought("运费");
  query.hits_max = 1000;
  const auto found = room.file->find(query);
  CHECK_FALSE(found.ok());
  CHECK(room.file->is_damaged());
  REQUIRE(room.file->rebuild().ok());
  CHECK_FALSE(room.file->is_damaged());
  CHECK(room.found("运费").empty());
  room.put(1, 0, {"货主拖欠运费"});
  CHECK(room.found("运费") == Places{"1.1"});
}

TEST_CASE("A second owner of the same file is refused while the first one has it") {
  Room room;
  const auto second = SearchFile::open(room.path(), "one");
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == base::ErrorCode::kBusy);
}

TEST_CASE("A folder that is not there is a fault with a word about what to do") {
  const auto opened = SearchFile::open("/nowhere/at/all/search.sqlite", "one");
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().text.find("is not a folder") != std::string::npos);
}
