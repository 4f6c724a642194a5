#include "bot/publishing/recordings_file.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/json.hpp"

namespace bot {
namespace {

using dialogs::ActionResult;
using dialogs::Fields;
using dialogs::Outcome;
using dialogs::Recording;
using dialogs::Said;
using nlohmann::json;

constexpr std::array<std::pair<Said::Kind, const char*>, 5> kKinds{{{Said::Kind::kText, "text"},
                                                                    {Said::Kind::kVoice, "voice"},
                                                                    {Said::Kind::kPhotos, "photos"},
                                                                    {Said::Kind::kPlace, "place"},
                                                                    {Said::Kind::kButton, "button"}}};

json to_json(const Said& said) {
  for (const auto& [kind, name] : kKinds) {
    if (kind != said.kind) continue;
    if (kind == Said::Kind::kPhotos) return {{name, said.photos}};
    return {{name, said.text}};
  }
  return json::object();
}

json to_json(const Fields& fields) {
  json all = json::array();
  for (const auto& [name, value] : fields) all.push_back({name, value});
  return all;
}

json to_json(const Outcome& outcome) {
  return {{"dialogs", outcome.dialogs}, {"decided", to_json(outcome.decided)}, {"asked", outcome.asked},
          {"actions", outcome.actions}, {"end", outcome.end},                  {"texts", outcome.texts}};
}

json to_json(const Recording& recording) {
  json opening = json::array(), answers = json::array(), results = json::array();
  for (const Said& said : recording.opening) opening.push_back(to_json(said));
  for (const auto& [slot, book] : recording.answers) {
    json all = json::array();
    for (const Said& said : book) all.push_back(to_json(said));
    answers.push_back({slot, std::move(all)});
  }
  for (const ActionResult& result : recording.results) {
    results.push_back({{"action", result.action}, {"outcome", result.outcome}, {"give", to_json(result.give)}});
  }
  return {{"name", recording.name},       {"channel", recording.channel}, {"release", recording.release},
          {"began", recording.began.count}, {"opening", std::move(opening)}, {"answers", std::move(answers)},
          {"results", std::move(results)},  {"was", to_json(recording.was)}};
}

// Reading: nlohmann's exceptions mean that the file is not ours; decode_recordings() turns them into one sentence.
Said said_from(const json& value) {
  Said said;
  for (const auto& [kind, name] : kKinds) {
    const auto found = value.find(name);
    if (found == value.end()) continue;
    said.kind = kind;
    if (kind == Said::Kind::kPhotos) {
      said.photos = found->get<int>();
    } else {
      said.text = found->get<std::string>();
    }
    return said;
  }
  throw json::other_error::create(501, "no kind", &value);
}

Fields fields_from(const json& value) { return value.get<std::vector<std::pair<std::string, std::string>>>(); }

Recording recording_from(const json& value) {
  Recording recording;
  recording.name = value.at("name").get<std::string>();
  recording.channel = value.at("channel").get<std::string>();
  recording.release = value.at("release").get<std::string>();
  recording.began = base::UnixMs{value.at("began").get<std::int64_t>()};
  for (const json& said : value.at("opening")) recording.opening.push_back(said_from(said));
  for (const json& answer : value.at("answers")) {
    auto& book = recording.answers.emplace_back(answer.at(0).get<std::string>(), std::vector<Said>{}).second;
    for (const json& said : answer.at(1)) book.push_back(said_from(said));
  }
  for (const json& result : value.at("results")) {
    recording.results.push_back({result.at("action").get<std::string>(), result.at("outcome").get<std::string>(),
                                 fields_from(result.at("give"))});
  }
  const json& was = value.at("was");
  recording.was.dialogs = was.at("dialogs").get<std::vector<std::string>>();
  recording.was.decided = fields_from(was.at("decided"));
  recording.was.asked = was.at("asked").get<std::vector<std::string>>();
  recording.was.actions = was.at("actions").get<std::vector<std::string>>();
  recording.was.end = was.at("end").get<std::string>();
  recording.was.texts = was.at("texts").get<std::vector<std::string>>();
  return recording;
}

}  // namespace

std::string encode_recordings(const std::vector<Recording>& recordings) {
  json all = json::array();
  for (const Recording& recording : recordings) all.push_back(to_json(recording));
  return to_text({{"recordings", std::move(all)}});
}

base::Result<std::vector<Recording>> decode_recordings(std::string_view text) {
  const json parsed = json::parse(text, nullptr, false);
  try {
    std::vector<Recording> recordings;
    for (const json& one : parsed.at("recordings")) recordings.push_back(recording_from(one));
    return recordings;
  } catch (const json::exception&) {
    return base::Error{base::ErrorCode::kInvalid, "不是录音文件；用 xinsheng replay --record 文件 重新录一份"};
  }
}

}  // namespace bot
