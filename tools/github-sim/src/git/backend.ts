// Runs `git http-backend`, a CGI program that serves the repository which its environment names.
import { spawn } from "node:child_process";
import type { Reply, Request } from "../http/message.ts";
import type { Git } from "../world/git.ts";

const HEAD_MAX_BYTES = 65_536;

export function runBackend(git: Git, gitDir: string, service: string, request: Request): Promise<Reply> {
  const child = spawn("git", ["http-backend"], {
    env: environment(git, gitDir, service, request),
    stdio: ["pipe", "pipe", "ignore"],
  });
  const stop = (): void => void child.kill("SIGKILL");
  request.signal.addEventListener("abort", stop);
  request.atEnd.push(() => {
    request.signal.removeEventListener("abort", stop);
    if (child.exitCode === null) stop();
  });
  child.stdin.on("error", () => undefined); // git may answer before it has read everything
  child.stdin.end(request.body);
  const output = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new Promise<Reply>((resolve, reject) => {
    child.on("error", reject);
    readHead(output).then(resolve, reject);
  });
}

function environment(git: Git, gitDir: string, service: string, request: Request): NodeJS.ProcessEnv {
  return {
    ...git.environment,
    GIT_PROJECT_ROOT: gitDir,
    GIT_HTTP_EXPORT_ALL: "1",
    GATEWAY_INTERFACE: "CGI/1.1",
    SERVER_PROTOCOL: "HTTP/1.1",
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.query.toString(),
    PATH_INFO: `/${service}`,
    REMOTE_ADDR: request.address,
    CONTENT_TYPE: request.headers["content-type"] ?? "",
    CONTENT_LENGTH: String(request.body.length),
    HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
  };
}

async function readHead(output: AsyncIterator<Buffer>): Promise<Reply> {
  let data = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const piece = await output.next();
    if (piece.done || data.length > HEAD_MAX_BYTES) return { status: 500, headers: {}, body: Buffer.alloc(0) };
    data = Buffer.concat([data, piece.value]);
    end = data.indexOf("\r\n\r\n");
  }
  const headers: Record<string, string> = {};
  for (const line of data.toString("latin1", 0, end).split("\r\n")) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number.parseInt(headers["status"] ?? "200", 10);
  delete headers["status"];
  delete headers["content-length"];
  return { status, headers, body: remaining(data.subarray(end + 4), output) };
}

async function* remaining(first: Buffer, output: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let piece = await output.next(); !piece.done; piece = await output.next()) yield piece.value;
}
