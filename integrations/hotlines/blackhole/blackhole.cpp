#include "integrations/hotlines/blackhole/blackhole.hpp"

namespace integrations {
namespace {

constexpr base::Millis kAgainAfter = base::hours(2);

class Blackhole final : public Hotline {
 public:
  std::string_view protocol() const noexcept override { return "blackhole"; }
  Ability ability() const noexcept override { return Ability::kKey; }  // nothing can have happened: never ask a person
  bool is_called() const noexcept override { return false; }
  HttpRequest submit(const Submission&) const override {
    HttpRequest request;
    request.url = "blackhole:";
    return request;
  }
  SubmitOutcome read_submit(const base::Result<HttpResponse>&) const override {
    return TryLater{kAgainAfter, "blackhole"};
  }
  std::optional<HttpRequest> lookup(std::string_view) const override { return std::nullopt; }
  LookupOutcome read_lookup(const Sought&, const base::Result<HttpResponse>&) const override {
    return LookupAbsent{};
  }
  std::optional<HttpRequest> updates(base::UnixMs, base::UnixMs) const override { return std::nullopt; }
  base::Result<std::vector<HotlineUpdate>> read_updates(const base::Result<HttpResponse>&) const override {
    return std::vector<HotlineUpdate>{};
  }
};

}  // namespace

std::unique_ptr<Hotline> make_blackhole() { return std::make_unique<Blackhole>(); }

}  // namespace integrations
