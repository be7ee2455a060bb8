import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { typeOf } from '#proto/jmap/email/email-part.ts';
import { ProofPage } from '#test/browser/hostile-html/proof-page.ts';
import {
  asMessage,
  type HostileMail,
  hostileMail,
} from '#test/corpora/hostile-html/hostile-mail.ts';

/** Pieces of another project, where its folder is there. */
const suite = join(import.meta.dirname, '../../../shared/suites/html/payloads.json');

/** Mails that are on the page at the same time. */
const batchSize = 32;

let proof: ProofPage;
let mails: readonly { readonly what: string; readonly html: string }[];

before(async () => {
  proof = await ProofPage.open();
  const all = [...hostileMail(proof.trap), ...suiteMail()];
  mails = all.map(({ what, message }) => ({ what, html: htmlOf(message) }));
});

after(async () => {
  await proof[Symbol.asyncDispose]();
});

test('The page notices what hostile mail does where nothing holds it back', async () => {
  const html = [
    `<img src=x onerror="alert('noticed')"><img src="http://${proof.trap}/noticed">`,
    `<iframe sandbox="allow-scripts" srcdoc="<script>alert('in a frame')</script>"></iframe>`,
  ].join('');
  await proof.showUnguarded([html]);
  const events = proof.takeEvents();
  assert.ok(
    events.some((event) => event.includes('a script ran: noticed')),
    String(events),
  );
  assert.ok(
    events.some((event) => event.includes('to the trap: GET /noticed')),
    String(events),
  );
  assert.ok(
    events.some((event) => event.includes('gnored call to')),
    String(events),
  );
});

test('No hostile mail runs, fetches, opens or moves anything in the webmail', async (t) => {
  assert.ok(mails.length >= 300);
  t.diagnostic(`${mails.length} mails`);
  await inBatches(async (batch) => {
    await proof.ask('show', batch);
    await proof.strollOver();
    return [...proof.takeEvents(), ...(await proof.faults())];
  });
});

test('What is left of hostile mail runs and fetches nothing without any frame', async () => {
  await inBatches(async (batch) => {
    const left = await proof.ask<readonly string[]>('prepared', batch);
    await proof.showUnguarded(left);
    const events = proof.takeEvents();
    await proof.reload();
    return events;
  });
});

/** Tries mails together, and one by one where something happened. */
async function inBatches(
  attempt: (batch: readonly string[]) => Promise<readonly string[]>,
): Promise<void> {
  await proof.reload();
  for (let at = 0; at < mails.length; at += batchSize) {
    const batch = mails.slice(at, at + batchSize);
    const faults = await attempt(batch.map(({ html }) => html));
    if (faults.length === 0) continue;
    const guilty: string[] = [];
    for (const { what, html } of batch) {
      await proof.reload();
      const found = await attempt([html]);
      if (found.length > 0) guilty.push(`${what}: ${found.join('; ')}`);
    }
    assert.fail(guilty.length > 0 ? guilty.join('\n') : `Only together: ${faults.join('; ')}`);
  }
}

/** What JMAP tells of a message, and the webmail makes one HTML of. */
function htmlOf(message: string): string {
  const content = EmailContent.of(Buffer.from(message, 'latin1'));
  return content.display.htmlBody
    .filter((part) => typeOf(part).startsWith('text/'))
    .map((part) => {
      const { value } = content.text(part.part, 0);
      return typeOf(part) === 'text/html' ? value : `<pre>${value.replaceAll('<', '&lt;')}</pre>`;
    })
    .join('\n');
}

function suiteMail(): readonly HostileMail[] {
  if (!existsSync(suite)) return [];
  const pieces: readonly { title?: string; payload: string }[] = JSON.parse(
    readFileSync(suite, 'utf8'),
  );
  return pieces.map(({ title, payload }) =>
    asMessage({ what: title ?? payload.slice(0, 70), html: payload }),
  );
}
