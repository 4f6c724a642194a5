#include "bot/workers/post_and_wait.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

namespace bot {

namespace {

std::future<Answer> post(Mailboxes& mailboxes, Letter letter) {
  auto promise = std::make_shared<std::promise<Answer>>();
  std::future<Answer> answer = promise->get_future();
  letter.done = [promise](const Answer& given) { promise->set_value(given); };
  mailboxes.deliver(std::move(letter));
  return answer;
}

Answer wait(Mailboxes& mailboxes, std::future<Answer>& answer) {
  while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready && mailboxes.run_one()) {
  }
  try {
    return answer.get();
  } catch (const std::future_error&) {
    // The executor stopped before it could run the letter's end: whether the turn was kept is read from the store later.
    return {.outcome = Answer::Outcome::kFailed, .text = {}, .at = {}, .sequence = 0};
  }
}

}  // namespace

Answer post_and_wait(Mailboxes& mailboxes, Letter letter) {
  std::future<Answer> answer = post(mailboxes, std::move(letter));
  return wait(mailboxes, answer);
}

std::vector<Answer> post_all_and_wait(Mailboxes& mailboxes, std::vector<Letter> letters) {
  std::vector<std::future<Answer>> waiting;
  waiting.reserve(letters.size());
  for (Letter& letter : letters) waiting.push_back(post(mailboxes, std::move(letter)));
  std::vector<Answer> answers;
  answers.reserve(waiting.size());
  for (std::future<Answer>& answer : waiting) answers.push_back(wait(mailboxes, answer));
  return answers;
}

}  // namespace bot
