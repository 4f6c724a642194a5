#pragma once
// Where the comments of a file stand; the parser drops them and the formatter keeps them.
#include <string>
#include <vector>

#include "dialogs/language/node.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

struct Comment {
  int line = 0;
  int column = 0;
  bool is_alone = false;  // nothing else stands on its line
  std::string text;       // from '#', without blanks at the end
};

/// In document order. `root` is what read_yaml made of `source`.
std::vector<Comment> comments_of(const SourceText& source, const Node& root);

/// The lines of a block text (| or >) below its header, from the line after it; blank lines at the end belong to it.
struct BlockText {
  int first_line = 0;
  int end_line = 0;        // behind the last one
  std::size_t indent = 0;  // of the content
};
BlockText block_text_at(const SourceText& source, int header_line);

}  // namespace dialogs
