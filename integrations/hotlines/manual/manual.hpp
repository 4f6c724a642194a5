#pragma once
// A hotline that no program can reach: a person enters the ticket into the hotline's own system and types its number back
// (domain reference §6: manual mode).
#include <memory>

#include "integrations/hotlines/hotline.hpp"

namespace integrations {

/// for_person() is the form as an officer reads it, one field a line; nothing is ever called.
std::unique_ptr<Hotline> make_manual();

}  // namespace integrations
