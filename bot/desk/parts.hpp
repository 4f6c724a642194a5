#pragma once
// What the desk's routes work with.
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bot/desk/files/file_paths.hpp"
#include "bot/desk/live/shared_answers.hpp"
#include "bot/desk/password.hpp"
#include "bot/desk/sign_in_limit.hpp"
#include "storage/accounts.hpp"
#include "storage/store.hpp"

namespace bot {
class DutyBook;
class Mailboxes;
class Media;
class PromiseBook;
class ReleaseBook;
struct ChannelStyle;
}  // namespace bot

namespace bot::desk {

class DeskFeed;
class SearchDesk;
class Workbench;

struct DeskParts {
  storage::Store& store;
  Mailboxes& mailboxes;
  const ReleaseBook& releases;
  Media& media;
  DeskFeed& feed;
  const PromiseBook& promises;
  SearchDesk& search;
  Workbench& workbench;
  /// Answers what commands ask (bot/orders/service.hpp, bot/turns/forward_service.hpp). Waits for the store and for mailboxes.
  std::function<nlohmann::json(const nlohmann::json&)> command;
  std::function<const ChannelStyle*(const storage::ConversationKey&)> style_of;  // nullptr: no such channel account
  base::Random& random;
  const base::Clock& clock;
  base::Log& log;
  const DutyBook& duty;  // who is called now
  FilePaths files = {};  // that operators keep (files/operator_file.hpp)
  bool secure_cookie = true;  // false: plain http on this machine, mode dev
  PasswordCost password_cost = {};
  SignInLimit sign_in_limit = {};
  SharedAnswers shared_answers = {};
};

/// Writes the entry; the head of the chain also goes to the log, where nobody who can write the database can change it.
base::Status write_audit(DeskParts& desk, storage::NewAudit said);

}  // namespace bot::desk
