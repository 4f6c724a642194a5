#pragma once
// What a hotline demands of a new request before it takes it.
#include "integrations/twins/book.hpp"
#include "integrations/twins/form.hpp"
#include "integrations/twins/open311_server.hpp"
#include "integrations/twins/services.hpp"

namespace twins {

/// Fills `errors` with everything that is wrong; the registration is to be used only if there is none.
Registration read_registration(const Form& form, std::string key, const Catalogue& catalogue, Errors& errors);

}  // namespace twins
