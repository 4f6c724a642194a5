#include "bot/workers/post_and_wait.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

namespace bot {

Answer post_and_wait(Mailboxes& mailboxes, Letter letter) {
  auto promise = std::make_shared<std::promise<Answer>>();
  std::future<Answer> answer = promise->get_future();
  letter.done = [promise](const Answer& given) { promise->set_value(given); };
  mailboxes.deliver(std::move(letter));
  promise.reset();
  while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready && mailboxes.run_one()) {
  }
  try {
    return answer.get();
  } catch (const std::future_error&) {
    // The executor stopped before it could run the letter's end: whether the turn was kept is read from the store later.
    return {.outcome = Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0};
  }
}

}  // namespace bot
