#pragma once
// A push or an API answer as the fields we know, whether it came as XML or as JSON. Unknown fields are ignored: the
// platform adds some without notice. Safe from all threads.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace integrations::wechat {

enum class Field {
  // Pushes (channels reference §1.4).
  kToUserName,
  kFromUserName,
  kCreateTime,
  kMsgType,
  kMsgId,
  kMsgID,  // template and mass-send events spell it so
  kContent,
  kMenuItem,  // bizmsgmenuid
  kPicUrl,
  kMediaId,
  kMediaId16K,
  kThumbMediaId,
  kRecognition,
  kLocationX,  // latitude
  kLocationY,  // longitude
  kLabel,
  kTitle,
  kDescription,
  kUrl,
  kEvent,
  kEventKey,
  kLatitude,
  kLongitude,
  kStatus,
  kEncrypt,
  kScanResult,  // ScanCodeInfo.ScanResult
  kSentX,       // SendLocationInfo.Location_X, and so on
  kSentY,
  kSentLabel,
  // Answers of the API (§1.7, §1.8).
  kErrcode,
  kMsgid,
  kAccessToken,
  kExpiresIn,
};

/// As the platform spells it; a nested one as "Parent.Child".
std::string_view spelling_of(Field field);

class Fields {
 public:
  Fields() { held_.reserve(12); }

  /// "" if absent.
  std::string_view operator[](Field field) const;
  bool has(Field field) const;
  /// False if the field is there already.
  bool add(Field field, std::string value);

 private:
  std::vector<std::pair<Field, std::string>> held_;  // a dozen at most: a search in order beats any map
};

/// Looks a name up; `parent` is "" for a field of the document itself. False: unknown.
bool find_field(std::string_view parent, std::string_view name, Field& found);
/// True if fields below this one are known.
bool is_parent(std::string_view name);

/// Whether the first character that is not white space opens a JSON object; everything else is read as XML.
bool is_json(std::string_view body);
/// XML or JSON by its first character. kInvalid, with the field or the fault named and nothing of the content: not well
/// formed, not UTF-8, a DOCTYPE, deeper than 16 elements or 32 JSON levels, a known field given twice.
base::Result<Fields> read_fields(std::string_view body);
base::Result<Fields> read_xml_fields(std::string_view body);
base::Result<Fields> read_json_fields(std::string_view body);

}  // namespace integrations::wechat
