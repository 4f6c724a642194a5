#pragma once
// Texts with placeholders (dialog language §3.6).
#include <string>
#include <vector>

#include "dialogs/language/faults.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/script.hpp"
#include "dialogs/language/source_text.hpp"

namespace dialogs {

inline constexpr std::size_t kScriptTextPointsMax = 600;  // of one text (dialog language §3.6)

/// What a text may name: slots and built-ins.
struct TextNames {
  std::vector<std::string> slots;
  std::vector<std::string> built_in;

  bool knows(std::string_view name) const;
};

/// The built-ins of every text in a dialog: 标题 汇总 今天.
const std::vector<std::string>& dialog_built_ins();

/// A scalar, {any: […]} or {zh, en}. E0302 for a placeholder nobody fills, W0302 for 《槽名》 and ｛槽名｝. What the
/// schema check has refused gives an empty text; there is always one variant.
Text read_text(const Node& node, const TextNames& names, const Sources& sources, Faults& faults);
/// A Text or a list of Texts.
std::vector<Text> read_texts(const Node& node, const TextNames& names, const Sources& sources, Faults& faults);

/// `<` begins a placeholder only before a name and `>` or `|或:`; everything else is literal.
TextTemplate parse_template(std::string_view text);

}  // namespace dialogs
