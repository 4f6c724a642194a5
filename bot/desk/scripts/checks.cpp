#include "bot/desk/scripts/checks.hpp"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/civil_time.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/drafts.hpp"
#include "bot/desk/scripts/script_json.hpp"
#include "bot/desk/scripts/workbench.hpp"
#include "dialogs/language/format.hpp"
#include "dialogs/language/schema.hpp"
#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/player.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;
using Files = std::vector<dialogs::SourceFile>;

constexpr std::size_t kLinesMost = 200;
constexpr std::size_t kNameBytesMax = 200;

/// The draft with the body's text in place of its file's, on a thread of the workbench.
void with_files(const CallPtr& call, const Reply& reply, std::function<void(Files)> then) {
  call->desk->workbench.post(Workbench::Work::kShort, call, reply, [call, reply, then = std::move(then)] {
    auto open = open_draft(call, reply);
    if (!open || !put_file(call, reply, open->files, call->text("path"), call->text("text"))) return;
    then(std::move(open->files));
  });
}

const dialogs::Dialog* dialog_in(const dialogs::Release& release, const std::string& path) {
  const auto found = std::find_if(release.dialogs.begin(), release.dialogs.end(), [&](const dialogs::Dialog& one) { return one.place.file == path; });
  return found == release.dialogs.end() ? nullptr : &*found;
}

/// nullopt: answered.
std::optional<dialogs::ConversationTest> talk_of(const CallPtr& call, const Reply& reply) {
  const json& lines = call->body->at("lines");
  if (lines.size() > kLinesMost) {
    return reply(refusal(*call, 422, "too_long", "试聊最多 200 句，先清空再聊")), std::nullopt;
  }
  dialogs::ConversationTest talk;
  std::string now = base::to_minute_text(base::UnixMs{call->body->at("now").get<std::int64_t>()});
  std::replace(now.begin(), now.end(), ' ', 'T');
  talk.given = dialogs::map_of({{"channel", dialogs::scalar("web")}, {"now", dialogs::scalar(std::move(now))}});
  talk.talk = lines_of(lines);
  const std::string fault = dialogs::Player::fault_of(talk);
  if (!fault.empty()) return reply(refusal(*call, 422, "now", fault)), std::nullopt;
  return talk;
}

void with_release(const CallPtr& call, const Reply& reply, std::function<void(const std::shared_ptr<const dialogs::Release>&, dialogs::ConversationTest)> then) {
  with_files(call, reply, [call, reply, then = std::move(then)](Files files) {
    auto talk = talk_of(call, reply);
    if (!talk) return;
    const auto review = call->desk->workbench.review(files);
    if (!review->release) return reply(refusal(*call, 422, "faults", "话本里还有错误，改好红线标出的地方再聊"));
    then(review->release, std::move(*talk));
  });
}

}  // namespace

void check_script(const CallPtr& call, const Reply& reply) {
  with_files(call, reply, [call, reply](Files files) {
    auto review = call->desk->workbench.review(files);
    if (review->release && call->body->at("tests") == true) {
      review = std::make_shared<const dialogs::Review>(dialogs::review(std::move(files), nullptr, true));
    }
    json answer{{"diagnostics", diagnostics_json(review->diagnostics)}};
    const dialogs::Dialog* dialog = review->release ? dialog_in(*review->release, call->text("path")) : nullptr;
    if (dialog != nullptr) answer["flow"] = flow_json(dialogs::flow_of(*dialog));
    reply(json_answer(200, answer));
  });
}

void format_script(const CallPtr& call, const Reply& reply) {
  const dialogs::Formatted formatted = dialogs::format({call->text("path"), call->text("text")});
  if (formatted.ok) return reply(json_answer(200, {{"text", formatted.text}}));
  reply(refusal(*call, 422, "format",
                formatted.diagnostics.empty() ? "有的注释写在放不回去的地方，没有整理；把注释挪到单独一行再试"
                                              : "还不是完整的 YAML，没有整理：" + formatted.diagnostics.front().message));
}

void talk_with_draft(const CallPtr& call, const Reply& reply) {
  with_release(call, reply, [reply](const auto& release, dialogs::ConversationTest talk) {
    reply(json_answer(200, try_out_json(dialogs::try_out(release, talk))));
  });
}

void talk_as_test(const CallPtr& call, const Reply& reply) {
  std::string name = call->text("name");
  if (name.empty() || name.size() > kNameBytesMax || name.find('\n') != std::string::npos) {
    return reply(refusal(*call, 422, "name", "给这条用例起一个一句话的名字"));
  }
  with_release(call, reply, [reply, name](const auto& release, dialogs::ConversationTest talk) {
    reply(json_answer(200, {{"text", dialogs::as_yaml(dialogs::as_test(release, talk, name))}}));
  });
}

void show_schema(const CallPtr&, const Reply& reply) { reply(json_answer(200, json::parse(dialogs::json_schema()))); }

}  // namespace bot::desk
