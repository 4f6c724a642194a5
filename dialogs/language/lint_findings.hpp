#pragma once
// What the walk through a dialog reports, each fault once however many paths lead to it.
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// A conversation as its other side counts it.
struct SaidOnPath {
  int texts = 0;                  // since the last wait
  std::size_t bytes = 0;          // of the message they make together, values of slots left out
  int messages = 0;               // since the driver last spoke, without the texts not sent yet
  bool any = false;               // something was said since the driver last spoke
  const Step* last_do = nullptr;  // since the driver last spoke
};

class PathFindings {
 public:
  PathFindings(const Dialog& dialog, const Library& library, Faults& faults);

  /// E0402, with the path that leads there.
  void empty(std::string_view slot, const Place& place, const std::vector<std::string>& path);
  /// E0405.
  void texts(const SaidOnPath& said, const Step& step);
  /// E0502 where the texts of one message together are more than a channel takes (dialog language §3.6).
  void too_long(const SaidOnPath& said, const Place& place);
  /// E0406 where a `do` directly follows another.
  void two_actions(const Step& second);
  /// E0406 where reminders and the farewell no longer fit into what WeChat lets us send (dialog language §4.7).
  void quota(const SaidOnPath& said, bool waits);
  /// E0404, with the path that ends there; `step` is its last one.
  void silence(const Step& step, const std::vector<std::string>& path);
  /// E0801.
  void phone_before_consent(const Slot& phone, const Step& step);
  /// W0401.
  void too_many();

 private:
  const Dialog& dialog_;
  const std::vector<ChannelTraits>& channels_;
  Faults& faults_;
  int wechat_out_max_ = 0;                 // 0: there is no such channel
  std::set<std::string> empty_, silent_;  // places already reported
};

}  // namespace dialogs
