import { capability } from '#session/http/jmap/capabilities.ts';
import { emailCopy } from '#session/http/jmap/methods/email/copy.ts';
import { emailGet } from '#session/http/jmap/methods/email/get.ts';
import { emailImport } from '#session/http/jmap/methods/email/import.ts';
import { emailParse } from '#session/http/jmap/methods/email/parse.ts';
import { emailSet } from '#session/http/jmap/methods/email/set.ts';
import { searchSnippetGet } from '#session/http/jmap/methods/search-snippet/get.ts';
import type { MethodEntry } from '#session/http/jmap/methods.ts';

/** Methods that read and write e-mails (RFC 8621 §4, §5). */
export const emailMethods: readonly (readonly [string, MethodEntry])[] = [
  ['Email/copy', { capability: capability.mail, run: emailCopy }],
  ['Email/get', { capability: capability.mail, run: emailGet }],
  ['Email/import', { capability: capability.mail, run: emailImport }],
  ['Email/parse', { capability: capability.mail, run: emailParse }],
  ['Email/set', { capability: capability.mail, run: emailSet }],
  ['SearchSnippet/get', { capability: capability.mail, run: searchSnippetGet }],
];
