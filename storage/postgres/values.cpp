#include "storage/postgres/values.hpp"

#include "base/utf8.hpp"

namespace storage::postgres {

namespace {

constexpr std::size_t kSizeAt = 12;  // after dimensions, null flag and element type

void append_wire32(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xFFU);
}

}  // namespace

std::array<char, 8> to_wire(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  std::array<char, 8> wire{};
  for (std::size_t i = 0; i < wire.size(); ++i) wire[i] = static_cast<char>((bits >> (56 - 8 * i)) & 0xFFU);
  return wire;
}

std::int64_t from_wire(const char* bytes, int length) {
  std::uint64_t bits = length > 0 && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < length; ++i) bits = (bits << 8) | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(bits);
}

std::optional<std::string> repaired_text(std::string_view text) {
  const bool has_zero = text.find('\0') != std::string_view::npos;
  if (!has_zero && base::is_utf8(text)) return std::nullopt;
  const std::string valid = base::repair_utf8(text);
  std::string repaired;
  for (const char c : valid) {
    if (c == '\0') {
      repaired += "\uFFFD";
    } else {
      repaired += c;
    }
  }
  return repaired;
}

Column::Column(unsigned type, unsigned element) : type_(type), is_text_(element == kTextType) {
  append_wire32(bytes_, 1);  // dimensions
  append_wire32(bytes_, 1);  // nulls may occur
  append_wire32(bytes_, element);
  append_wire32(bytes_, 0);  // size, put in by every add
  append_wire32(bytes_, 1);  // lowest index
}

void Column::put_size() {
  ++size_;
  const auto bits = static_cast<std::uint32_t>(size_);
  for (std::size_t i = 0; i < 4; ++i) bytes_[kSizeAt + i] = static_cast<char>((bits >> (24 - 8 * i)) & 0xFFU);
}

void Column::add_element(const char* data, std::int32_t length) {
  append_wire32(bytes_, static_cast<std::uint32_t>(length));
  bytes_.append(data, static_cast<std::size_t>(length));
  put_size();
}

void Column::add(std::int64_t number) {
  const auto wire = to_wire(number);
  add_element(wire.data(), static_cast<std::int32_t>(wire.size()));
}

void Column::add(std::optional<base::UnixMs> instant) {
  if (instant) return add(instant->count);
  append_wire32(bytes_, 0xFFFFFFFFU);
  put_size();
}

void Column::add(std::string_view bytes) {
  if (is_text_) {
    if (const auto repaired = repaired_text(bytes))
      return add_element(repaired->data(), static_cast<std::int32_t>(repaired->size()));
  }
  add_element(bytes.data(), static_cast<std::int32_t>(bytes.size()));
}

const char* Value::data() const {
  if (is_null_) return nullptr;
  if (is_number_) return number_.data();
  return view().data() == nullptr ? "" : view().data();  // an empty view is an empty value, not NULL
}

void Value::set_number(std::int64_t number) {
  type_ = kNumberType;
  is_number_ = true;
  number_ = to_wire(number);
}

void Value::set_bytes(unsigned type, std::string_view bytes) {
  type_ = type;
  bytes_ = bytes;
}

void Value::set_text(std::string_view text) {
  type_ = kTextType;
  bytes_ = text;
  repaired_ = repaired_text(text);
}

}  // namespace storage::postgres
