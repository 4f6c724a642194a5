#include "dialogs/rules/finder.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "dialogs/text/split.hpp"

using namespace dialogs;

namespace {

/// A finder over words that are numbered in their order.
class Found {
 public:
  explicit Found(std::vector<std::string> words, Lexicon lexicon = {}) : words_(std::move(words)) {
    for (std::uint32_t i = 0; i < words_.size(); ++i) finder_.add(words_[i], i, {}, faults);
    finder_.apply(lexicon, faults);
    finder_.finish(faults);
  }

  /// The words found, in order, as "word=what the driver wrote".
  std::vector<std::string> in(std::string_view text) const {
    const SplitText normal = split(text);
    std::vector<WordHit> hits;
    finder_.find(normal, hits);
    std::vector<std::string> found;
    for (const WordHit& hit : hits) {
      const Span span = normal.original(hit.begin, hit.end);
      found.push_back(words_[hit.word] + "=" + std::string(text.substr(span.begin, span.end - span.begin)));
    }
    return found;
  }

  bool has(std::string_view text) const { return !in(text).empty(); }

  std::vector<Diagnostic> faults;

 private:
  std::vector<std::string> words_;
  Finder finder_;
};

using List = std::vector<std::string>;

LexiconWord a_word(std::string word, List also, List when = {}) {
  LexiconWord made;
  made.word = std::move(word);
  made.also = std::move(also);
  made.when = std::move(when);
  return made;
}

}  // namespace

TEST_CASE("a pattern with a gap is found where its words stand close, and shows the driver's own text", "[finder]") {
  const Found found({"/(货主|老板).{0,4}不给/", "运费"});
  REQUIRE(found.faults.empty());
  CHECK(found.in("货主一直不给，运费") == List{"/(货主|老板).{0,4}不给/=货主一直不给", "运费=运费"});
  CHECK(found.in("老闆就是不給") == List{"/(货主|老板).{0,4}不给/=老闆就是不給"});
  CHECK(found.in("货主说了好多好多话不给").empty());  // a gap of seven characters
  CHECK(found.in("货主").empty());
  CHECK(found.in("货主不\n给").empty());
}

TEST_CASE("gaps count characters, whatever they weigh in bytes", "[finder]") {
  const Found found({"/甲.{3}乙/"});
  CHECK(found.has("甲𠀀𠀁𠀂乙"));
  CHECK(found.has("甲abc乙"));
  CHECK_FALSE(found.has("甲𠀀𠀁乙"));
}

TEST_CASE("a pattern that cannot be read, fits nothing, or has no fixed word is refused with what to do", "[finder]") {
  for (const std::string bad : {"/(货主/", "/(货主)?/", "/.{2,5}/", "/货主|.{3}/", "/货{1,5000}/"}) {
    CAPTURE(bad);
    const Found found({bad});
    REQUIRE(found.faults.size() == 1);
    CHECK(found.faults.front().code == "E0203");
    CHECK_FALSE(found.faults.front().fix.empty());
  }
}

TEST_CASE("what the lexicon knows under another name is found as the usual word, alone and inside a longer one",
          "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.words = {a_word("滴滴", {"didi", "嘀嘀"}), a_word("申诉", {"申述"})};
  const Found found({"滴滴", "滴滴封号", "申诉"}, lexicon);
  REQUIRE(found.faults.empty());
  CHECK(found.in("嘀嘀封号") == List{"滴滴=嘀嘀", "滴滴封号=嘀嘀封号"});
  CHECK(found.in("我的ＤｉＤｉ") == List{"滴滴=ＤｉＤｉ"});
  CHECK(found.in("申述不过") == List{"申诉=申述"});
  CHECK(found.in("滴滴") == List{"滴滴=滴滴"});
}

TEST_CASE("Latin names are whole words", "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.words = {a_word("饿了么", {"elm"})};
  const Found found({"饿了么"}, lexicon);
  CHECK(found.has("跑elm的"));
  CHECK_FALSE(found.has("helmet"));
  CHECK_FALSE(found.has("elm2"));
}

TEST_CASE("a spelling with a context counts only beside it", "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.words = {a_word("工伤", {"工商"}, {"受伤", "医药费"})};
  const Found found({"工伤", "工商"}, lexicon);
  CHECK(found.in("工商局办执照") == List{"工商=工商"});
  CHECK(found.in("受伤了算工商吗") == List{"工商=工商", "工伤=工商"});
}

TEST_CASE("what sounds like a brand is the brand, and two syllables are not enough", "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.words = {a_word("货拉拉", {}), a_word("满帮", {})};
  for (LexiconWord& word : lexicon.words) word.sounds = true;
  const Found found({"货拉拉", "满帮"}, lexicon);
  CHECK(found.in("在获啦辣上接的") == List{"货拉拉=获啦辣"});
  CHECK(found.in("😀伙拉拉") == List{"货拉拉=伙拉拉"});
  CHECK_FALSE(found.has("慢班"));
}

TEST_CASE("one wrong letter does not hide a Latin brand", "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.words = {a_word("货拉拉", {"huolala"})};
  lexicon.words.front().typos = true;
  const Found found({"货拉拉"}, lexicon);
  for (const char* text : {"huolala", "huolla", "huolalla", "huolaka", "uholala"}) CHECK(found.has(text));
  for (const char* text : {"hulla", "xhuolalax", "lala"}) CHECK_FALSE(found.has(text));
}

TEST_CASE("a false friend hides the words inside it, and only those", "[finder][lexicon]") {
  Lexicon lexicon;
  lexicon.masks = {{{"跳楼价", "停运损失"}, {}, {}}, {{"/(累|气)死(了|我)/"}, {}, {}}, {{"油耗子"}, {"偷", "油箱"}, {}}};
  const Found found({"跳楼", "停运", "停运损失", "死", "油耗子"}, lexicon);
  REQUIRE(found.faults.empty());
  CHECK(found.in("跳楼价拉货").empty());
  CHECK(found.in("要跳楼") == List{"跳楼=跳楼"});
  CHECK(found.in("停运损失不赔") == List{"停运损失=停运损失"});  // asked for by name
  CHECK(found.in("停运损失，全城停运") == List{"停运损失=停运损失", "停运=停运"});
  CHECK(found.in("累死我了，死") == List{"死=死"});
  CHECK(found.in("电影里的油耗子").empty());
  CHECK(found.in("油耗子偷油箱") == List{"油耗子=油耗子"});
}

TEST_CASE("places come in the order of their ends, the longest first", "[finder]") {
  const Found found({"车", "货车", "/货.{0,2}超载/", "超载"});
  CHECK(found.in("货车超载") == List{"货车=货车", "车=车", "/货.{0,2}超载/=货车超载", "超载=超载"});
}
