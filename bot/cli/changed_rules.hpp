#pragma once
// The scripts of a folder with one file of rules replaced, as `rules what-if` and `rules correct` look at them.
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "dialogs/language/release.hpp"

namespace bot::cli {

struct ChangedScripts {
  std::shared_ptr<const dialogs::Release> release;  // null: see faults
  std::vector<std::string> faults;                  // complete sentences with places
};

/// `text` stands for the file that has the same `path` within `sources`, or is added to them.
ChangedScripts with_changed_file(std::vector<dialogs::SourceFile> sources, const std::string& path, std::string text);

/// The path within `sources` of the file that `file` replaces: the one whose name is the same. kNotFound if there is none.
base::Result<std::string> path_of_changed(const std::vector<dialogs::SourceFile>& sources, const std::string& file);

}  // namespace bot::cli
