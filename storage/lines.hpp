#pragma once
// How the lines of a turn and the form of a ticket lie in one column: a version byte, then length-prefixed fields.
// Written by hand because every turn pays for it. Decoding takes any bytes: nullopt means the column is damaged.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/store.hpp"

namespace storage {

std::string encode_lines(const std::vector<Line>& lines);
std::optional<std::vector<Line>> decode_lines(std::string_view bytes);

using Form = std::vector<std::pair<std::string, std::string>>;
std::string encode_form(const Form& form);
std::optional<Form> decode_form(std::string_view bytes);

}  // namespace storage
