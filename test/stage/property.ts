import fc from 'fast-check';

import { seedFrom } from '#test/stage/seed.ts';

/** Property tests try the same inputs each time; a failure is printed with its seed and path. */
const fixedSeed = 1;

fc.configureGlobal({ seed: seedFrom('PROPERTY_SEED', fixedSeed) });

export { fc };
