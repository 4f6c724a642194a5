#include "bot/desk/files/operator_file.hpp"

#include <algorithm>

#include "bot/desk/files/duty_reading.hpp"
#include "bot/desk/files/promise_readings.hpp"
#include "bot/desk/replies/canned.hpp"

namespace bot::desk {
namespace {

FileReading read_reply_file(const FilePaths&, const std::string& text) {
  ReadReplies read = read_replies(text);
  FileTable table{"replies", {"title", "text"}, {}};
  for (const CannedReply& reply : read.replies) table.rows.push_back({reply.title, reply.text});
  return {std::move(read.faults), {std::move(table)}};
}

constexpr OperatorFile kFiles[] = {
    {"duty", [](const FilePaths& paths) -> const std::string& { return paths.duty; }, read_duty_file},
    {"replies", [](const FilePaths& paths) -> const std::string& { return paths.replies; }, read_reply_file},
    {"promises", [](const FilePaths& paths) -> const std::string& { return paths.promises.promises; }, read_profile_file, profiles_gone},
    {"calendar", [](const FilePaths& paths) -> const std::string& { return paths.promises.calendar; }, read_calendar_file, years_gone},
    {"roster", [](const FilePaths& paths) -> const std::string& { return paths.promises.roster; }, read_supervision_file},
    {"contents", [](const FilePaths& paths) -> const std::string& { return paths.promises.contents; }, read_contents_file},
};

}  // namespace

std::span<const OperatorFile> operator_files() { return kFiles; }

const OperatorFile* find_operator_file(std::string_view name) {
  const auto found = std::find_if(std::begin(kFiles), std::end(kFiles), [&](const OperatorFile& file) { return file.name == name; });
  return found == std::end(kFiles) ? nullptr : found;
}

}  // namespace bot::desk
