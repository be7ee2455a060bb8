/** Entry of `postamt`. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // Before the first import: a cold start takes seconds without.

// `postamt … | head`: whoever reads has read enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const { runCli } = await import('#app/cli/run-cli.ts');
const { processWorld } = await import('#app/cli/world.ts');
process.exitCode = await runCli(process.argv.slice(2), processWorld());
process.stdin.destroy(); // A terminal that was asked would keep the process alive.
