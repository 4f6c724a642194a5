#pragma once
// From a list whose length is known when the program runs to a call whose length is known when it is compiled.
#include <cstddef>
#include <utility>
#include <vector>

#include "base/invariant.hpp"

namespace storage::copy {

inline constexpr std::size_t kColumnsMax = 24;

namespace detail {

template <std::size_t... I, class Element, class Call>
void spread(std::index_sequence<I...>, const std::vector<Element>& elements, Call& call) {
  call(elements[I]...);
}

template <std::size_t... N, class Element, class Call>
void spread_any(std::index_sequence<N...>, const std::vector<Element>& elements, Call& call) {
  ((elements.size() == N + 1 ? spread(std::make_index_sequence<N + 1>(), elements, call) : void()), ...);
}

}  // namespace detail

/// call(elements[0], elements[1], …). Requires 1 to kColumnsMax elements.
template <class Element, class Call>
void call_with(const std::vector<Element>& elements, Call call) {
  BASE_INVARIANT(!elements.empty() && elements.size() <= kColumnsMax, "a table has more columns than can be copied");
  detail::spread_any(std::make_index_sequence<kColumnsMax>(), elements, call);
}

}  // namespace storage::copy
