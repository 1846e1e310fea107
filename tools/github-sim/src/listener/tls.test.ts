// Protects HTTP/2 and HTTP/1.1 over TLS with the certificate authority of the stand-in, and faults on an HTTP/2 stream.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect, constants } from "node:http2";
import type { ClientHttp2Session } from "node:http2";
import { request } from "node:https";
import { after, test } from "node:test";
import { simulate, TOKEN } from "../testing/client.ts";

const client = await simulate("--generate", "o/n:commits=8", "--tls");
const ca = readFileSync(client.simulator.caFile ?? "");
const session: ClientHttp2Session = connect(client.url, { ca });
after(() => session.close());

function get(path: string): Promise<{ status: number; body: string; code: number }> {
  return new Promise((resolve) => {
    const stream = session.request({ ":path": path, authorization: `Bearer ${TOKEN}`, "user-agent": "tests" });
    let [status, body] = [0, ""];
    stream.on("response", (headers) => (status = Number(headers[":status"])));
    stream.on("data", (data: Buffer) => (body += data.toString()));
    stream.on("error", () => undefined);
    stream.on("close", () => resolve({ status, body, code: stream.rstCode }));
    stream.end();
  });
}

test("HTTP/2, several at once", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => get("/api/repos/o/n")));
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.match(body, new RegExp(`"clone_url":"${client.url}/o/n.git"`));
  }
  const [latest] = (await client.control("GET", "/requests?limit=1")) as unknown as { httpVersion: string }[];
  assert.equal(latest?.httpVersion, "2.0");
});

test("HTTP/1.1 as well", async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request(
      `${client.url}/o/n/info/refs?service=git-upload-pack`,
      { ca },
      (response) => (response.resume(), resolve(response.statusCode)),
    )
      .on("error", reject)
      .end();
  });
  assert.equal(status, 200);
});

test("without the authority nobody trusts it", async () => {
  await assert.rejects(fetch(`${client.url}/api/meta`));
});

test("a stream is cut or reset while the others live", async () => {
  await client.control("POST", "/faults", { action: { truncate_at: 50 } });
  const cut = await get("/api/repos/o/n");
  assert.deepEqual([cut.status, cut.body.length, cut.code], [200, 50, constants.NGHTTP2_CANCEL]);
  await client.control("POST", "/faults", { action: { reset_at: 50 } });
  assert.equal((await get("/api/repos/o/n")).code, constants.NGHTTP2_INTERNAL_ERROR);
  assert.equal((await get("/api/repos/o/n")).code, 0);
});
