#include "storage/sqlite/faulty_disk.hpp"

#include <atomic>
#include <cstdlib>
#include <utility>

#include "storage/sqlite/faulty_disk_state.hpp"

namespace storage::sqlite {

using faulty::Change;
using faulty::Content;
using faulty::kSector;
using faulty::put;

namespace {

/// What of the unsynced changes reached the disk.
enum class Survival { kNothing, kEverything, kPrefix, kSectors };

void survive(Content& content, Survival survival, base::Random& random) {
  const std::size_t prefix = survival == Survival::kPrefix ? random.below(content.pending.size() + 1) : content.pending.size();
  for (std::size_t i = 0; i < prefix && survival != Survival::kNothing; ++i) {
    const Change& change = content.pending[i];
    const bool torn = survival == Survival::kSectors || (survival == Survival::kPrefix && i + 1 == prefix) ||
                      (survival == Survival::kEverything && i + 1 == prefix);
    if (!torn) {
      put(content.durable, change);
      continue;
    }
    if (change.truncates) {
      if (random.below(2) == 0) put(content.durable, change);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {
      const std::size_t size = std::min(change.bytes.size() - at, kSector - (change.offset + at) % kSector);
      if (random.below(2) == 0) put(content.durable, {false, change.offset + at, change.bytes.substr(at, size)});
      at += size;
    }
  }
  content.pending.clear();
  content.seen = content.durable;
}

}  // namespace

FaultyDisk::FaultyDisk(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {
  static std::atomic<int> disks{0};
  state_->name = "faulty-" + std::to_string(++disks);
  install_faulty_vfs(*state_);
}

FaultyDisk::~FaultyDisk() {
  if (state_->open_handles != 0) std::abort();
  remove_faulty_vfs(*state_);
}

const std::string& FaultyDisk::vfs() const { return state_->name; }

void FaultyDisk::cut_power_at(std::uint64_t change) {
  const std::scoped_lock lock(state_->mutex);
  state_->cut_at = state_->changes + change;
  state_->keeps_cache = false;
}

void FaultyDisk::cut_power_now() {
  const std::scoped_lock lock(state_->mutex);
  state_->power_off = true;
  state_->keeps_cache = false;
}

void FaultyDisk::kill_process_at(std::uint64_t change) {
  const std::scoped_lock lock(state_->mutex);
  state_->cut_at = state_->changes + change;
  state_->keeps_cache = true;
}

void FaultyDisk::kill_process_now() {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->power_off) state_->keeps_cache = true;
  state_->power_off = true;
}

bool FaultyDisk::power_is_off() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->power_off;
}

void FaultyDisk::restart() {
  const std::scoped_lock lock(state_->mutex);
  if (state_->open_handles != 0) std::abort();
  state_->cut_at.reset();
  state_->power_off = false;
  if (std::exchange(state_->keeps_cache, false)) return;
  const auto survival = static_cast<Survival>(state_->random.below(4));
  for (auto& [path, file] : state_->unsynced_deletions) {
    if (!state_->files.contains(path) && state_->coin()) state_->files.emplace(path, file);
  }
  state_->unsynced_deletions.clear();
  for (auto at = state_->files.begin(); at != state_->files.end();) {
    survive(*at->second, survival, state_->random);
    const bool vanishes = !at->second->entry_durable && state_->coin();
    at->second->entry_durable = true;
    at = vanishes ? state_->files.erase(at) : std::next(at);
  }
}

void FaultyDisk::lose_file(const std::string& name) {
  const std::scoped_lock lock(state_->mutex);
  if (state_->open_handles != 0) std::abort();
  state_->files.erase(name);
}

void FaultyDisk::copy_files_of(const FaultyDisk& other) {
  const std::scoped_lock lock(state_->mutex, other.state_->mutex);
  if (state_->open_handles != 0 || other.state_->open_handles != 0) std::abort();
  state_->files.clear();
  for (const auto& [path, file] : other.state_->files) {
    auto copy = std::make_shared<Content>();
    copy->seen = copy->durable = file->seen;
    copy->entry_durable = true;
    state_->files.emplace(path, std::move(copy));
  }
}

void FaultyDisk::fail_at(std::uint64_t operation, Fault fault, bool sticky) {
  const std::scoped_lock lock(state_->mutex);
  state_->fault = fault;
  state_->fail_at = state_->operations + operation;
  state_->sticky = sticky;
  state_->failed = false;
}

void FaultyDisk::heal() {
  const std::scoped_lock lock(state_->mutex);
  state_->fail_at.reset();
}

bool FaultyDisk::has_failed() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->failed;
}

void FaultyDisk::lie_about_syncs(bool lies) {
  const std::scoped_lock lock(state_->mutex);
  state_->lies = lies;
}

std::uint64_t FaultyDisk::changes() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->changes;
}

std::uint64_t FaultyDisk::operations() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->operations;
}

}  // namespace storage::sqlite
