#pragma once
// What a publication would do to the conversations that are running: each is moved on paper (dialog language §4.11). Nothing
// in the report names a driver or quotes one: slots and questions only.
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "dialogs/engine/step.hpp"

namespace dialogs {

enum class MoveFate {
  kStays,      // goes on with its own release to its end
  kUnnoticed,  // moves; the driver sees nothing
  kAsksOther,  // moves; another question is asked, behind 流程有更新：
  kEnds,       // moves; the new script has nothing more to ask
  kToPerson,   // its release is withdrawn and it does not fit the new one
};

struct Moved {
  MoveFate fate = MoveFate::kStays;
  std::vector<std::string> dropped;  // dialog/slot, whose answers no longer fit
  std::string asked, asks;           // slot or step that was and will be asked
};

/// True: the release has every dialog that is under way.
bool holds_all(const Release& release, const State& state);

/// `releases` finds the state's own release and `to`, which is its current one. Pure.
Moved try_move(const ReleaseSet& releases, const State& state, const std::string& to, bool forced, base::UnixMs now);

struct MoveReport {
  std::size_t running = 0;                     // conversations with a dialog under way
  std::map<MoveFate, std::size_t> fates;
  std::map<std::string, std::size_t> dropped;  // dialog/slot
  std::map<std::string, std::size_t> changed;  // "车牌号 → 公司"

  void add(const Moved& moved);
};

/// As operators read it.
std::string render(const MoveReport& report);

}  // namespace dialogs
