#pragma once
// A hotline that answers what the test wrote down, one answer per call.
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "integrations/http_client.hpp"

namespace scripted {

class Http final : public integrations::HttpOut {
 public:
  base::Result<integrations::HttpResponse> call(const integrations::HttpRequest& request, const integrations::CallLimits&) override {
    const std::lock_guard lock(mutex_);
    calls.push_back(request);
    if (answers.empty()) return base::Error{base::ErrorCode::kUnreached, "no more answers"};
    base::Result<integrations::HttpResponse> answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  void json(int status, std::string body) {
    answers.push_back(
        integrations::HttpResponse{.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)});
  }
  void receipt(const std::string& number) { json(201, R"([{"service_request_id":")" + number + R"("}])"); }
  void lost() { answers.push_back(base::Error{base::ErrorCode::kUnknown, "closed"}); }

  std::vector<integrations::HttpRequest> calls;
  std::deque<base::Result<integrations::HttpResponse>> answers;

 private:
  std::mutex mutex_;
};

}  // namespace scripted
