import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applicationSettings } from '#core/applications/settings/application-settings.ts';
import type { SettingsFacts } from '#core/applications/settings/settings-facts.ts';

const facts: SettingsFacts = {
  name: 'Cloud',
  host: 'mail.example.org',
  tlsPort: 465,
  startTlsPort: 587,
  login: 'cloud@example.org',
  password: undefined,
  fromAddresses: ['noreply@example.org', 'info@example.org'],
  language: 'en',
};

test("Nextcloud gets the fields of its page under the page's own names", () => {
  const { fields } = applicationSettings('nextcloud', facts);
  assert.deepEqual(
    fields.map(({ label, value }) => [label, value]),
    [
      ['Send mode', 'SMTP'],
      ['Encryption', 'SSL (called SSL/TLS in some versions)'],
      ['From address', 'noreply @ example.org'],
      ['Server address', 'mail.example.org : 465'],
      ['Authentication', 'Authentication required (switched on)'],
      ['Credentials: SMTP Username', 'cloud@example.org'],
      [
        'Credentials: SMTP Password',
        '(as "application create" or "application password" showed it)',
      ],
    ],
  );
});

test('Nextcloud gets occ commands with types; STARTTLS is an empty mail_smtpsecure', () => {
  const secret = { ...facts, password: "a'b c", tlsPort: undefined, language: 'de' as const };
  const { blocks, fields, notes } = applicationSettings('nextcloud', secret);
  assert.deepEqual(blocks[0]?.lines, [
    'php occ config:system:set mail_smtpmode --value=smtp --type=string',
    'php occ config:system:set mail_sendmailmode --value=smtp --type=string',
    'php occ config:system:set mail_smtphost --value=mail.example.org --type=string',
    'php occ config:system:set mail_smtpport --value=587 --type=integer',
    "php occ config:system:set mail_smtpsecure --value='' --type=string",
    'php occ config:system:set mail_smtpauth --value=true --type=boolean',
    'php occ config:system:set mail_smtpname --value=cloud@example.org --type=string',
    String.raw`php occ config:system:set mail_smtppassword --value='a'\''b c' --type=string`,
    'php occ config:system:set mail_from_address --value=noreply --type=string',
    'php occ config:system:set mail_domain --value=example.org --type=string',
  ]);
  assert.equal(fields[1]?.value, 'Keine/STARTTLS');
  assert.match(notes[0] ?? '', /Ohne TLS nimmt dieser Server kein Passwort an/);
});

test('WordPress gets the constants of WP Mail SMTP, GitLab the lines of gitlab.rb', () => {
  const secret = { ...facts, password: String.raw`a\b'c` };
  const constants = applicationSettings('wordpress', secret).blocks[0]?.lines ?? [];
  assert.ok(constants.includes("define( 'WPMS_SSL', 'ssl' );"));
  assert.ok(constants.includes("define( 'WPMS_SMTP_PORT', 465 );"));
  assert.ok(constants.includes(String.raw`define( 'WPMS_SMTP_PASS', 'a\\b\'c' );`));
  const lines = applicationSettings('gitlab', { ...facts, tlsPort: undefined }).blocks[0]?.lines;
  assert.ok(lines?.includes("gitlab_rails['smtp_tls'] = false"));
  assert.ok(lines?.includes("gitlab_rails['smtp_enable_starttls_auto'] = true"));
  assert.ok(lines?.includes("gitlab_rails['gitlab_email_from'] = 'noreply@example.org'"));
});

test('A scanner gets a plain table with a second way and hints, others no hints', () => {
  const { fields, notes } = applicationSettings('scanner', facts);
  assert.deepEqual(fields.at(-1), { label: 'If that does not work', value: 'Port 587, STARTTLS' });
  assert.match(notes[0] ?? '', /TLS 1\.2 or newer/);
  const german = applicationSettings('erp', { ...facts, language: 'de' });
  assert.deepEqual(german.notes, []);
  assert.deepEqual(german.fields[0], { label: 'SMTP-Server', value: 'mail.example.org' });
});
