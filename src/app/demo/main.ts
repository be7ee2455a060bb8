/** Entry of `npm start`. */
import { enableCompileCache } from 'node:module';

enableCompileCache(); // Before the first import: a cold start takes seconds without.

const { startDemo } = await import('#app/demo/start.ts');
process.exitCode = await startDemo(process.argv.slice(2));
