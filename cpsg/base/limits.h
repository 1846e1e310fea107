// Every bound that protects the process from its input, in one place.
//
//   if (body.size() > limits::kApiAnswerMaxBytes) throw Error(ErrorCode::kLimitExceeded, "...");
//
// Names end in what is counted: ...MaxBytes, or ...Max of the things themselves.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cpsg::limits {

inline constexpr std::size_t kKiB = 1024;
inline constexpr std::size_t kMiB = 1024 * kKiB;
inline constexpr std::size_t kGiB = 1024 * kMiB;

// Git, wire.
inline constexpr std::size_t kPktLineMaxBytes = 65520;  // gitprotocol-common: LARGE_PACKET_MAX
inline constexpr std::size_t kAdvertisementMaxBytes = 1 * kMiB;
inline constexpr std::size_t kRefsMax = 200'000;
inline constexpr std::size_t kRefsMaxBytes = 64 * kMiB;  // of all names together
inline constexpr std::size_t kRefNameMaxBytes = 4 * kKiB;
inline constexpr std::size_t kHavesMax = 256;
inline constexpr std::size_t kRedirectsMax = 5;
inline constexpr std::size_t kRemoteMessageMaxBytes = 500;  // of a remote's own words in an error of ours

// Git, packs.
inline constexpr std::size_t kPackMaxBytes = 8 * kGiB;
inline constexpr std::size_t kPackMaxInflatedBytes = 64 * kGiB;
inline constexpr std::uint32_t kPackMaxObjects = 50'000'000;
inline constexpr std::size_t kObjectMaxBytes = 16 * kMiB;  // that is held in memory; larger ones are read in pieces
inline constexpr std::size_t kSpooledObjectMaxBytes = 512 * kMiB;  // a commit, a tag, or what a delta needs, in a file
inline constexpr std::size_t kDeltaDepthMax = 4096;
inline constexpr std::size_t kPackPendingDeltasMax = 1'000'000;  // that wait for a base; none where offsets are used
inline constexpr std::size_t kPackSpoolMemoryBytes = 8 * kMiB;   // more is spooled to a file
inline constexpr std::size_t kDeltaBaseCacheBytes = 16 * kMiB;
inline constexpr std::size_t kParentsMax = 100'000;        // a commit with more is beyond a limit, but has all of them
inline constexpr std::size_t kParentsStoredMax = 300'000;  // no commit may have more
inline constexpr std::size_t kHeaderLineMaxBytes =
    64 * kKiB;  // what is kept of a line of a commit too large for memory
static_assert(kDeltaBaseCacheBytes >= kObjectMaxBytes);

inline constexpr std::size_t kMessageMaxBytes = 64 * kKiB;  // of a commit's message as it is stored
inline constexpr std::size_t kRefsLeftOutNamedMax = 10;     // of those left out, how many are named
inline constexpr std::size_t kOddObjectsMax = 10'000;       // that refs point to and that are no commits, remembered
inline constexpr std::size_t kDamageProbesMax = 40;         // requests to find out what a damaged remote can still give
inline constexpr std::size_t kDamageProbesMaxBytes = 1 * kGiB;  // what they may bring, all together
inline constexpr std::size_t kDamageRetryMaxBytes = 8 * kMiB;   // brought in vain; after more the next try is in a day
inline constexpr std::size_t kDamageRetryMaxAttempts = 8;       // made in vain; likewise

// Git, commit graph.
inline constexpr std::size_t kGraphNodesMax = 100'000'000;
inline constexpr std::size_t kGraphEdgesMax = 400'000'000;  // parents of all commits, and one entry a commit beside

// Store.
inline constexpr std::size_t kStageBatchCommits = 4'096;
inline constexpr std::size_t kStageBatchBytes = 2 * kMiB;

// HTTP client.
inline constexpr std::size_t kResponseHeadMaxBytes = 64 * kKiB;
inline constexpr std::size_t kDecodedPerByteMax = 100;            // of a compressed answer that is streamed
inline constexpr std::size_t kDecodedAlwaysMaxBytes = 16 * kMiB;  // so much may come of any

// GitHub's APIs.
inline constexpr std::size_t kApiAnswerMaxBytes = 32 * kMiB;
inline constexpr std::size_t kApiJsonDepthMax = 64;
inline constexpr std::size_t kTitleMaxBytes = 4 * kKiB;      // of a pull request; GitHub takes 256 characters
inline constexpr std::size_t kShortTextMaxBytes = 1 * kKiB;  // names, labels, cursors, logins, URLs
inline constexpr std::size_t kDescriptionMaxBytes = 16 * kKiB;
inline constexpr std::size_t kPullsMax = 2'000'000;  // of one project
inline constexpr int kBatchAttempts = 3;             // of one project of a batch
inline constexpr std::size_t kBatchProjectsMax = 100'000;
inline constexpr std::size_t kWebhookBodyMaxBytes = 25 * kMiB;  // GitHub sends no longer ones

// API.
inline constexpr std::size_t kPageMax = 1'000;
inline constexpr std::size_t kPageDefault = 100;
inline constexpr std::size_t kPageMaxBytes = 4 * kMiB;  // of a page's items; then it ends early
inline constexpr std::size_t kRequestBodyMaxBytes = 64 * kKiB;
inline constexpr std::size_t kRequestHeadMaxBytes = 16 * kKiB;
inline constexpr std::size_t kExportsMax = 8;                  // that are sent at once
inline constexpr std::size_t kExportSpoolMaxBytes = 1 * kGiB;  // of the temporary file of one of them

}  // namespace cpsg::limits
