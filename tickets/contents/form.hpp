#pragma once
// A ticket's form as one recipient gets it. Pure: a function of the ticket, the operator's file and the deadlines.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "tickets/contents/contents.hpp"
#include "tickets/ticket.hpp"

namespace tickets {

struct FormLine {
  std::string name, label;
  std::string value;   // as it is sent
  std::string spoken;  // what a person says for a code or an instant; "" where the value is plain
};

struct FilledForm {
  std::vector<FormLine> lines;       // in the file's order; no empty ones
  std::vector<std::string> missing;  // labels of required fields the ticket has nothing for

  std::string_view value_of(std::string_view name) const;
};

/// Deadlines as the promise has them: field name (due_resp, due_disp, due_close, due_revisit) and instant.
using Deadlines = std::vector<std::pair<std::string, base::UnixMs>>;

/// What `recipient` (a hotline's code, or kCompany) gets: never a field the file does not give it; personal ones only where the
/// driver agreed (form field consent 是), and then never for the company; phones and plates in free text likewise; numbers of
/// identity cards never. Values are cut to their length.
FilledForm fill_form(const Contents& contents, const Ticket& ticket, const Deadlines& deadlines, std::string_view recipient);

/// To be read aloud or typed off: one line per field, "标题：…", codes with what they mean, and at the end what is missing.
std::string to_text(const FilledForm& form);

}  // namespace tickets
