#include "bot/desk/files/files_view.hpp"

#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "bot/desk/files/operator_file.hpp"
#include "bot/desk/parts.hpp"
#include "bot/desk/scripts/script_json.hpp"
#include "bot/duty/book.hpp"
#include "bot/files.hpp"

namespace bot::desk {
namespace {

using nlohmann::json;

constexpr std::size_t kTextBytesMax = 512 * 1024;

/// How a file lies there. A file that is not there is empty and has no version.
struct Lying {
  std::string text, version;
  enum class State { kThere, kAbsent, kUnreadable } state = State::kThere;
};

Lying lying(const std::string& path) {
  base::Result<std::string> text = read_file(path);
  if (text) return {*text, version_of(*text), Lying::State::kThere};
  return {{}, {}, text.error().code == base::ErrorCode::kNotFound ? Lying::State::kAbsent : Lying::State::kUnreadable};
}

const char* state_of(const std::string& path, const Lying& file, bool has_faults) {
  if (path.empty()) return "unset";
  if (file.state == Lying::State::kAbsent) return "absent";
  return file.state == Lying::State::kUnreadable || has_faults ? "faulty" : "good";
}

json faults_json(const std::vector<tickets::Fault>& faults) {
  json all = json::array();
  for (const tickets::Fault& fault : faults) all.push_back({{"line", fault.line}, {"message", fault.what}, {"fix", fault.fix}});
  return all;
}

json tables_json(const std::vector<FileTable>& tables) {
  json all = json::array();
  for (const FileTable& table : tables) all.push_back({{"name", table.name}, {"columns", table.columns}, {"rows", table.rows}});
  return all;
}

json on_duty_json(DeskParts& desk) {
  const std::shared_ptr<const Roster> roster = desk.duty.now();
  json people = json::array();
  for (const std::size_t person : roster->ladder_at(desk.clock.now())) people.push_back(roster->people[person].person);
  return {{"called", !roster->is_empty()}, {"people", std::move(people)}};
}

void list_files(const CallPtr& call, const Reply& reply) {
  DeskParts& desk = *call->desk;
  json items = json::array();
  for (const OperatorFile& file : operator_files()) {
    const std::string& path = file.path(desk.files);
    const Lying now = lying(path);
    const bool has_faults = now.state == Lying::State::kThere && !file.read(desk.files, now.text).faults.empty();
    items.push_back({{"name", file.name}, {"state", state_of(path, now, has_faults)}});
  }
  reply(json_answer(200, {{"items", std::move(items)}, {"on_duty", on_duty_json(desk)}}));
}

/// Null: the refusal is said.
const OperatorFile* named_file(const CallPtr& call, const Reply& reply) {
  const OperatorFile* file = find_operator_file(call->segment("file"));
  if (file == nullptr) reply(refusal(*call, 404, "not_found", "没有这个文件"));
  return file;
}

void show_file(const CallPtr& call, const Reply& reply) {
  const OperatorFile* file = named_file(call, reply);
  if (file == nullptr) return;
  const FilePaths& paths = call->desk->files;
  const std::string& path = file->path(paths);
  const Lying now = lying(path);
  FileReading reading;
  if (now.state == Lying::State::kThere) reading = file->read(paths, now.text);
  reply(json_answer(200, {{"name", file->name},
                          {"path", path},
                          {"state", state_of(path, now, !reading.faults.empty())},
                          {"faults", faults_json(reading.faults)},
                          {"tables", tables_json(reading.tables)}}));
}

void show_text(const CallPtr& call, const Reply& reply) {
  const OperatorFile* file = named_file(call, reply);
  if (file == nullptr) return;
  const Lying now = lying(file->path(call->desk->files));
  reply(json_answer(200, {{"text", now.text}, {"version", now.version}}));
}

void check_text(const CallPtr& call, const Reply& reply) {
  const OperatorFile* file = named_file(call, reply);
  if (file == nullptr) return;
  const FilePaths& paths = call->desk->files;
  const std::string text = call->text("text");
  const FileReading reading = file->read(paths, text);
  std::vector<std::string> remarks;
  if (file->remarks != nullptr) remarks = file->remarks(lying(file->path(paths)).text, text);
  reply(json_answer(200, {{"faults", faults_json(reading.faults)}, {"tables", tables_json(reading.tables)}, {"remarks", remarks}}));
}

/// In place of the old file, with its permissions; where a link leads to it, the link stays.
base::Status replace_file(const std::string& path, const std::string& text) {
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, failure);
  if (failure) return base::Error{base::ErrorCode::kStorage, failure.message()};
  const std::filesystem::file_status was = std::filesystem::status(target, failure);
  const bool is_new = failure || !std::filesystem::exists(was);
  if (base::Status written = write_durably(target.string(), text); !written) return written;
  if (!is_new) std::filesystem::permissions(target, was.permissions(), failure);
  return {};
}

void save_text(const CallPtr& call, const Reply& reply) {
  // One save at a time: between the look at the version and the writing nobody else of this server writes.
  static std::mutex saving;
  const OperatorFile* file = named_file(call, reply);
  if (file == nullptr) return;
  const FilePaths& paths = call->desk->files;
  const std::string& path = file->path(paths);
  if (path.empty()) {
    return reply(refusal(*call, 422, "unset", "配置里没有写 " + std::string(file->name) + ": 这个文件的路径，请管服务器的人先写上"));
  }
  const std::string text = call->text("text");
  const std::lock_guard lock(saving);
  const Lying now = lying(path);
  if (now.version != call->text("version")) {
    return reply(conflict(*call, "这个文件先被别人改了，您写的还在页面上", {{"text", now.text}, {"version", now.version}}));
  }
  if (const FileReading reading = file->read(paths, text); !reading.faults.empty()) {
    const tickets::Fault& first = reading.faults.front();
    return reply(refusal(*call, 422, "faults",
                         "没有保存，旧的还在用：第 " + std::to_string(first.line) + " 行，" + first.what + "（一共 " + std::to_string(reading.faults.size()) + " 处）"));
  }
  if (const base::Status written = replace_file(path, text); !written) {
    call->desk->log.error("operator_file_not_written", {{"file", base::OurWord{file->name}}});
    return reply(refusal(*call, 503, "not_written", "服务器写不了这个文件，旧的还在用；请管服务器的人看看 " + path + " 和它的文件夹能不能写"));
  }
  reply(json_answer(200, {{"version", version_of(text)}}));
}

}  // namespace

ViewTable files_view() {
  using namespace schema;
  const Shape state = words({"good", "faulty", "absent", "unset"});
  const Shape faults = schema::list(named("FileFault"));
  const Shape tables = schema::list(named("FileTable"));
  return {
      .routes = {{.method = "GET", .path = "/api/files", .name = "operatorFiles", .summary = "The files operators keep, and who is on duty now, in the order in which they are called.",
                  .roles = kReaders,
                  .answer = object({{"items", schema::list(object({{"name", text()}, {"state", state}}))},
                                    {"on_duty", object({{"called", boolean()}, {"people", schema::list(text())}})}}),
                  .serve = list_files},
                 {.method = "GET", .path = "/api/files/{file}", .name = "operatorFile", .summary = "One of them as tables, with all that is wrong with it.",
                  .roles = kReaders, .answer = object({{"name", text()}, {"path", text()}, {"state", state}, {"faults", faults}, {"tables", tables}}), .serve = show_file},
                 {.method = "GET", .path = "/api/files/{file}/text", .name = "operatorFileText", .summary = "Its text, and the version a save names.",
                  .roles = kDeciders, .answer = object({{"text", text()}, {"version", text()}}), .serve = show_text},
                 {.method = "POST", .path = "/api/files/{file}/check", .name = "checkOperatorFile", .summary = "What the server says of this text instead.",
                  .roles = kDeciders, .body = object({{"text", text()}}),
                  .answer = object({{"faults", faults}, {"tables", tables}, {"remarks", schema::list(text())}}), .serve = check_text,
                  .body_bytes_max = kTextBytesMax, .asks = true},
                 {.method = "POST", .path = "/api/files/{file}", .name = "saveOperatorFile", .summary = "Puts this text in place of that version, if nothing is wrong with it.",
                  .roles = kDeciders, .audit = "file.save", .body = object({{"text", text()}, {"version", text()}, {"reason", maybe(text())}}),
                  .answer = object({{"version", text()}}), .serve = save_text, .body_bytes_max = kTextBytesMax}},
      .shapes = {{"FileFault", object({{"line", integer()}, {"message", text()}, {"fix", text()}})},
                 {"FileTable", object({{"name", text()}, {"columns", schema::list(text())}, {"rows", schema::list(schema::list(text()))}})}}};
}

}  // namespace bot::desk
