import { capability } from '#session/http/jmap/capabilities.ts';
import type { MethodEntry } from '#session/http/jmap/methods.ts';
import { identityChangesMethod } from '#session/http/jmap/methods/identity/changes.ts';
import { identityGet } from '#session/http/jmap/methods/identity/get.ts';
import { identitySet } from '#session/http/jmap/methods/identity/set.ts';

/** Methods for what is sent, by their names: RFC 8621 §6 to §8. */
export const sendingMethods: readonly (readonly [string, MethodEntry])[] = [
  ['Identity/changes', { capability: capability.submission, run: identityChangesMethod }],
  ['Identity/get', { capability: capability.submission, run: identityGet }],
  ['Identity/set', { capability: capability.submission, run: identitySet }],
];
