#pragma once
// Personal data in what a driver wrote, replaced by made-up data of the same kind (dialog language §5.5): an extractor finds
// the same kind of thing at the same place, and nobody is found by it.
#include <map>
#include <string>
#include <string_view>

namespace dialogs {

/// The fakes of one conversation: the same number or plate gets the same fake each time, another one another.
///
/// phone → 130 0000 0001 …; plate → a plate of the same kind with more letters than any authority gives out (鲁AZZZZ0, 鲁ADZZZZ0,
/// 鲁AZZZ0挂); ID number → 370000…; other runs of eight or more digits (bank cards, order numbers, fixed lines) → zeros; what follows
/// 我叫 / 我是…师傅 / 联系人 and 姓 → 某某, 某; house numbers behind 路 街 巷 村 小区 → 0号; e-mail and WeChat names → made up. What no rule
/// can see — a name without its sign, a company, a story only one person can tell — stays: recordings are to be kept like
/// transcripts, only longer.
class Fakes {
 public:
  std::string replace(std::string_view text);

 private:
  std::string phone(const std::string& real);
  std::string plate(const std::string& real);
  void replace_phones(std::string& text);
  void replace_plates(std::string& text);

  std::map<std::string, std::string> phones_;
  std::map<std::string, std::string> plates_;
};

}  // namespace dialogs
