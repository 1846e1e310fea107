// Constructs all parts, joins them and listens.
import { Clock } from "./base/clock.ts";
import { changeRoutes } from "./control/repositories.ts";
import { ruleRoutes } from "./control/rules.ts";
import { ControlServer } from "./control/server.ts";
import { Faults } from "./faults/faults.ts";
import { Gateway } from "./gateway.ts";
import { GitService } from "./git/service.ts";
import { GraphqlEndpoint } from "./graphql/endpoint.ts";
import { GraphqlService } from "./graphql/execute.ts";
import { loadSchema } from "./graphql/schema.ts";
import { makeCertificates } from "./listener/certificates.ts";
import { Listener } from "./listener/server.ts";
import type { Options } from "./options.ts";
import { RestService } from "./rest/service.ts";
import { Statistics } from "./rest/statistics.ts";
import { Accounts } from "./rules/accounts.ts";
import { Limits } from "./rules/limits.ts";
import { Report } from "./rules/report.ts";
import { Git } from "./world/git.ts";
import { World } from "./world/world.ts";

export interface Simulator {
  readonly url: string;
  readonly controlUrl: string | null;
  readonly caFile: string | null;
  readonly world: World;
  readonly accounts: Accounts;
  readonly report: Report;
  close(): void;
}

export async function startSimulator(options: Options): Promise<Simulator> {
  const { settings } = options;
  const clock = new Clock();
  const git = new Git();
  try {
    const world = await populate(new World(git, clock), options);
    const report = new Report(options.verbose);
    const accounts = new Accounts(clock, settings);
    for (const { secret, login } of options.tokens) accounts.addToken(secret, login);
    const limits = new Limits(clock, settings, report);
    const faults = new Faults();
    const statistics = new Statistics(clock, settings);
    const graphql = new GraphqlService(loadSchema(), world, settings, limits);
    const gateway = new Gateway({
      accounts,
      faults,
      limits,
      settings,
      git: new GitService({ world, accounts, settings, report }),
      graphql: new GraphqlEndpoint({ accounts, settings, report, limits, graphql }),
      rest: new RestService({ world, accounts, settings, report, limits, statistics }),
    });
    const certificates = options.tls ? makeCertificates(git.stateDir) : null;
    const server = new Listener((request) => gateway.handle(request), report, certificates);
    const control = new ControlServer([
      ruleRoutes({ accounts, clock, faults, limits, report, settings }),
      changeRoutes(world),
    ]);
    const url = await server.listen(options.port, options.host);
    const controlUrl = options.controlPort === null ? null : await control.listen(options.controlPort, options.host);
    const close = (): void => {
      server.close();
      control.close();
      git.close();
    };
    return { url, controlUrl, caFile: certificates?.caFile ?? null, world, accounts, report, close };
  } catch (error) {
    git.close();
    throw error;
  }
}

async function populate(world: World, options: Options): Promise<World> {
  for (const directory of options.repositories) world.addDirectory(directory);
  await world.setFleet(options.fleet, options.seed);
  for (const spec of options.generate) await world.generate(spec);
  return world;
}
