// Starts the stand-in and serves until a signal.
import { HELP, readOptions, UsageError } from "./options.ts";
import { startSimulator } from "./simulator.ts";

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const simulator = await startSimulator(options);
  if (simulator.caFile) process.stdout.write(`ca file ${simulator.caFile}\n`);
  if (simulator.controlUrl) process.stdout.write(`control on ${simulator.controlUrl}\n`);
  process.stdout.write(`listening on ${simulator.url}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  simulator.close();
  return 0;
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    process.stderr.write(`github-sim: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
