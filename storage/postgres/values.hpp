#pragma once
// Parameters as PostgreSQL's binary wire format has them: numbers in network order, arrays with their header.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/time.hpp"
#include "storage/blob.hpp"

namespace storage::postgres {

// Fixed by PostgreSQL's catalogue (pg_type.dat).
inline constexpr unsigned kBytesType = 17, kNumberType = 20, kTextType = 25;
inline constexpr unsigned kBytesArrayType = 1001, kTextArrayType = 1009, kNumberArrayType = 1016;

std::array<char, 8> to_wire(std::int64_t number);
std::int64_t from_wire(const char* bytes, int length);
/// PostgreSQL refuses text with zeros or broken UTF-8: such bytes become U+FFFD. nullopt: `text` is fine as it is.
std::optional<std::string> repaired_text(std::string_view text);

/// A column of a multi-row statement, for unnest().
class Column {
 public:
  static Column numbers() { return Column(kNumberArrayType, kNumberType); }
  static Column texts() { return Column(kTextArrayType, kTextType); }
  static Column blobs() { return Column(kBytesArrayType, kBytesType); }

  void add(std::int64_t number);
  void add(base::UnixMs instant) { add(instant.count); }
  void add(std::optional<base::UnixMs> instant);
  void add(std::string_view bytes);

  unsigned type() const { return type_; }
  std::int32_t size() const { return size_; }
  /// Complete after every add.
  const std::string& bytes() const { return bytes_; }

 private:
  Column(unsigned type, unsigned element);
  void add_element(const char* data, std::int32_t length);
  void put_size();

  unsigned type_;
  bool is_text_;
  std::int32_t size_ = 0;
  std::string bytes_;
};

/// One parameter; the bytes it was made of must outlive the call it is used in.
class Value {
 public:
  template <class T>
  explicit Value(const T& value) {
    if constexpr (std::is_integral_v<T>) {
      set_number(static_cast<std::int64_t>(value));
    } else if constexpr (std::is_same_v<T, base::UnixMs>) {
      set_number(value.count);
    } else if constexpr (std::is_same_v<T, std::optional<base::UnixMs>>) {
      set_number(value ? value->count : 0);
      is_null_ = !value;
    } else if constexpr (std::is_same_v<T, Blob>) {
      set_bytes(kBytesType, value.bytes);
    } else if constexpr (std::is_same_v<T, Column>) {
      set_bytes(value.type(), value.bytes());
    } else {
      set_text(std::string_view(value));
    }
  }
  unsigned type() const { return type_; }
  const char* data() const;
  int length() const { return static_cast<int>(is_number_ ? number_.size() : view().size()); }

 private:
  void set_number(std::int64_t number);
  void set_bytes(unsigned type, std::string_view bytes);
  void set_text(std::string_view text);
  std::string_view view() const { return repaired_ ? std::string_view(*repaired_) : bytes_; }

  unsigned type_ = 0;
  bool is_null_ = false;
  bool is_number_ = false;
  std::array<char, 8> number_{};
  std::string_view bytes_;
  std::optional<std::string> repaired_;
};

}  // namespace storage::postgres
