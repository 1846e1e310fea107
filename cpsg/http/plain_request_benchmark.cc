// What reading a head costs: by the scanner of plain requests, and by the strict parser that takes all others.
// The argument: 0 is the head that wrk sends, 1 one of a browser.
#include <benchmark/benchmark.h>

#include <string>

#include "cpsg/http/plain_request.h"
#include "cpsg/http/request_parser.h"

namespace cpsg::http {
namespace {

const std::string kHeads[] = {
    "GET /v1/projects/acme/one HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
    "GET /v1/projects/acme/one HTTP/1.1\r\nHost: stats.example\r\nConnection: keep-alive\r\nCache-Control: "
    "max-age=0\r\n"
    "sec-ch-ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"\r\nsec-ch-ua-mobile: ?0\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\nSec-Fetch-Site: none\r\n"
    "Sec-Fetch-Mode: navigate\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n"
    "Cookie: cpsg=0123456789abcdef0123456789abcdef\r\nIf-None-Match: \"0123456789abcdef\"\r\n\r\n"};

void scan(benchmark::State& state) {
  const std::string& head = kHeads[state.range(0)];
  const RequestLimits limits;
  for (auto _ : state) benchmark::DoNotOptimize(scan_plain_request(head, limits));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(head.size()));
}
BENCHMARK(scan)->Arg(0)->Arg(1);

void parse(benchmark::State& state) {
  const std::string& head = kHeads[state.range(0)];
  RequestParser parser((RequestLimits()));
  for (auto _ : state) {
    parser.feed(head);
    benchmark::DoNotOptimize(parser.take());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(head.size()));
}
BENCHMARK(parse)->Arg(0)->Arg(1);

}  // namespace
}  // namespace cpsg::http
