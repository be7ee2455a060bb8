import {
  type ApplicationSettings,
  passwordText,
  passwordValue,
  portOf,
  type SettingsFacts,
  singleQuoted,
} from '#core/applications/settings/settings-facts.ts';

const labels = {
  en: {
    page: 'WordPress: the plugin WP Mail SMTP, Settings, General, mailer "Other SMTP"',
    constants: 'The same in wp-config.php, above the line "That\'s all, stop editing!"',
    from: 'From Email (Force From Email switched on)',
    returnPath: 'Return Path (switched on)',
    note: 'WordPress itself has no SMTP settings: a plugin is needed. Its "Email Test" sends the test.',
  },
  de: {
    page: 'WordPress: Plugin WP Mail SMTP, Einstellungen, Allgemein, Mailer „Anderes SMTP“',
    constants: 'Dasselbe in wp-config.php, über der Zeile „That’s all, stop editing!“',
    from: 'From Email (Force From Email eingeschaltet)',
    returnPath: 'Return Path (eingeschaltet)',
    note: 'WordPress selbst hat keine SMTP-Einstellungen: Es braucht ein Plugin. Dessen „Email Test“ sendet die Probe.',
  },
} as const;

/** WordPress with the plugin WP Mail SMTP: its page, and its constants. */
export function wordpress(facts: SettingsFacts): ApplicationSettings {
  const words = labels[facts.language];
  const { port, tls } = portOf(facts);
  const [from] = facts.fromAddresses;
  return {
    page: words.page,
    fields: [
      { label: words.from, value: from },
      { label: words.returnPath, value: '' },
      { label: 'SMTP Host', value: facts.host },
      { label: 'Encryption', value: tls === 'implicit' ? 'SSL' : 'TLS' },
      { label: 'SMTP Port', value: String(port) },
      { label: 'Authentication', value: 'ON' },
      { label: 'SMTP Username', value: facts.login },
      { label: 'SMTP Password', value: passwordText(facts) },
    ],
    blocks: [
      {
        title: words.constants,
        lines: [
          "define( 'WPMS_ON', true );",
          `define( 'WPMS_MAIL_FROM', ${singleQuoted(from)} );`,
          "define( 'WPMS_MAIL_FROM_FORCE', true );",
          "define( 'WPMS_SET_RETURN_PATH', true );",
          "define( 'WPMS_MAILER', 'smtp' );",
          `define( 'WPMS_SMTP_HOST', ${singleQuoted(facts.host)} );`,
          `define( 'WPMS_SMTP_PORT', ${port} );`,
          `define( 'WPMS_SSL', '${tls === 'implicit' ? 'ssl' : 'tls'}' );`,
          "define( 'WPMS_SMTP_AUTH', true );",
          `define( 'WPMS_SMTP_USER', ${singleQuoted(facts.login)} );`,
          `define( 'WPMS_SMTP_PASS', ${singleQuoted(passwordValue(facts))} );`,
        ],
      },
    ],
    notes: [words.note],
  };
}
