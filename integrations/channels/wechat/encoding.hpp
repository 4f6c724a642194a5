#pragma once
// Text as the platform takes it. Both repair ill-formed UTF-8 and leave out control characters other than tab and line
// ends: one of them in a reply and the driver sees "service unavailable" instead.
#include <string>
#include <string_view>

namespace integrations::wechat {

/// <![CDATA[text]]>, with every end mark in the text split between two sections.
void append_cdata(std::string& out, std::string_view text);
/// A JSON string with its quotes. UTF-8 stays UTF-8: the API refuses \uXXXX (errcode 40033).
void append_json_string(std::string& out, std::string_view text);

}  // namespace integrations::wechat
