import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { configFiles, findConfig } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';

export function serve(parent: Command, cli: Cli): void {
  leaf(parent, 'serve', {
    summary: 'Run the server until it is stopped (SIGTERM drains, SIGHUP reloads)',
    examples: ['serve', 'serve --config /etc/postamt/postamt.toml', 'serve --json'],
  })
    .addHelpText('after', '\nLogs are JSON lines on standard error.')
    .action((options: CommonOptions) =>
      cli.attempt('Cannot start the server', async () => {
        const configFile = findConfig(options);
        if (configFile === undefined) {
          throw usageError(
            'Cannot start the server',
            `There is no configuration: neither ${configFiles.join(' nor ')}`,
            'Say --config FILE, or make one: "postamt setup DOMAIN"',
          );
        }
        // The whole server; other commands start faster without it.
        const server = await import('#app/serve.ts');
        const { data: dataFolder, json } = options;
        cli.exitCode = await server.serve({
          configFile,
          ...(dataFolder === undefined ? {} : { dataFolder }),
          ready: (facts) => {
            if (json === true) cli.world.stdout.write(`${JSON.stringify(facts)}\n`);
          },
        });
      }),
    );
}
