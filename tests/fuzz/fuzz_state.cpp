// Stored states over any bytes. Claims: what decodes, encodes to text that decodes to the same state and encodes to
// itself.
#include <cstdint>
#include <string>
#include <string_view>

#include "dialogs/engine/state.hpp"
#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto state = dialogs::decode_state(bytes);
  if (!state.ok()) return 0;
  const std::string text = dialogs::encode_state(*state);
  const auto again = dialogs::decode_state(text);
  FUZZ_CHECK(again.ok());
  FUZZ_CHECK(*again == *state);
  FUZZ_CHECK(dialogs::encode_state(*again) == text);
  return 0;
}
