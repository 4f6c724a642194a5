#pragma once
// Stands between a node and its database and cuts a connection at the worst moment: while a transaction commits.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace test {

class CuttingProxy {
 public:
  enum class Cut {
    kNever,
    kBeforeCommit,  // the order to commit is not passed on
    kAfterCommit,   // it is; the answer is not
    kAll,           // nothing passes and nobody is let in
  };
  /// Before `server_url`'s server; runs until it is destroyed.
  explicit CuttingProxy(const std::string& server_url);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  /// The same database through the proxy.
  const std::string& url() const { return url_; }
  /// From now on; the first two are done once.
  void arm(Cut cut) { cut_ = cut; }
  int cuts() const { return cuts_; }

 private:
  struct Pair {
    int client = -1;
    int server = -1;
  };
  void work();
  void accept_one();
  /// False: the pair is to be closed.
  bool pass(int from, int to, bool from_client);

  int server_port_ = 0;
  int listener_ = -1;
  std::string url_;
  std::vector<Pair> pairs_;
  std::atomic<Cut> cut_{Cut::kNever};
  std::atomic<int> cuts_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace test
