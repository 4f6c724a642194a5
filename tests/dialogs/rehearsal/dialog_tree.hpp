#pragma once
// Reads a tree of dialog files for tests: the specification's own examples, or the scripts we ship.
#include <memory>
#include <string>
#include <vector>

#include "dialogs/engine/step.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs::tests {

/// Files below `folder` (relative to the source tree), with paths relative to it.
std::vector<SourceFile> read_tree(const std::string& folder);
/// Loads it; throws with every diagnostic if it has an error.
std::shared_ptr<const Release> load_tree(const std::string& folder);
/// The same with one piece of text replaced in one file; throws if the text is not there.
std::shared_ptr<const Release> load_tree_with(const std::string& folder, const std::string& path,
                                              const std::string& from, const std::string& to);
std::shared_ptr<const Release> load_files(std::vector<SourceFile> files);

/// tests/conversations/spec, loaded once.
std::shared_ptr<const Release> spec_release();
/// The same with the dialogs of tests/conversations/further, which use what the examples do not; loaded once.
std::shared_ptr<const Release> further_release();
/// dialogs/scripts, loaded once.
std::shared_ptr<const Release> shipped_release();

}  // namespace dialogs::tests
