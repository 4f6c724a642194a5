#include "bot/installation.hpp"

#include <string_view>

#include "bot/files.hpp"

namespace bot {
namespace {

constexpr std::size_t kDigits = 32;

std::string file_of(const std::string& folder) { return folder + "/installation"; }

bool is_id(std::string_view text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

base::Result<std::string> installation_of(const std::string& folder) {
  auto text = read_file(file_of(folder));
  if (!text && text.error().code == base::ErrorCode::kNotFound) return std::string();
  if (!text) return text.error();
  const std::string id = text->substr(0, text->find('\n'));
  if (is_id(id)) return id;
  return base::Error{base::ErrorCode::kInvalid, file_of(folder) +
                                                    "：应当是一行 32 位十六进制的安装编号，现在不是。从备份恢复这个文件；"
                                                    "没有备份就删掉它，下次启动按数据库里的编号重写"};
}

base::Status keep_installation(const std::string& folder, const std::string& installation) {
  const auto known = installation_of(folder);
  if (!known) return known.error();
  if (!known->empty()) return {};
  return write_durably(file_of(folder), installation + "\n");
}

}  // namespace bot
