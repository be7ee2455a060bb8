import {
  type ApplicationSettings,
  passwordText,
  passwordValue,
  portOf,
  senderParts,
  type SettingsFacts,
  shellWord,
} from '#core/applications/settings/settings-facts.ts';

/** The labels of "Basic settings", "Email server", as Nextcloud 28 and later have them. */
const labels = {
  en: {
    page: 'Nextcloud: Administration settings, Basic settings, Email server',
    mode: 'Send mode',
    encryption: 'Encryption',
    from: 'From address',
    server: 'Server address',
    authentication: 'Authentication',
    required: 'Authentication required (switched on)',
    login: 'Credentials: SMTP Username',
    password: 'Credentials: SMTP Password',
    implicit: 'SSL (called SSL/TLS in some versions)',
    starttls: 'None/STARTTLS',
    commands: 'The same as commands (in the folder of Nextcloud, as its user)',
    test: 'Then press "Send email"; "postamt application watch" shows what happens. The test goes to the address in your own profile.',
    starttlsNote: 'None/STARTTLS is safe here: this server takes no password without TLS.',
  },
  de: {
    page: 'Nextcloud: Verwaltungseinstellungen, Grundeinstellungen, E-Mail-Server',
    mode: 'Sende-Modus',
    encryption: 'Verschlüsselung',
    from: 'Absenderadresse',
    server: 'Serveradresse',
    authentication: 'Authentifizierung',
    required: 'Authentifizierung benötigt (eingeschaltet)',
    login: 'Zugangsdaten: SMTP-Benutzername',
    password: 'Zugangsdaten: SMTP-Passwort',
    implicit: 'SSL (in manchen Versionen SSL/TLS)',
    starttls: 'Keine/STARTTLS',
    commands: 'Dasselbe als Befehle (im Ordner von Nextcloud, als dessen Benutzer)',
    test: 'Danach auf „E-Mail senden“ drücken; „postamt application watch“ zeigt, was geschieht. Der Test geht an die Adresse in Ihrem eigenen Profil.',
    starttlsNote: 'Keine/STARTTLS ist hier sicher: Ohne TLS nimmt dieser Server kein Passwort an.',
  },
} as const;

/** Nextcloud's administration page, and its `occ` commands. */
export function nextcloud(facts: SettingsFacts): ApplicationSettings {
  const words = labels[facts.language];
  const { port, tls } = portOf(facts);
  const { local, domain } = senderParts(facts);
  return {
    page: words.page,
    fields: [
      { label: words.mode, value: 'SMTP' },
      { label: words.encryption, value: words[tls] },
      { label: words.from, value: `${local} @ ${domain}` },
      { label: words.server, value: `${facts.host} : ${port}` },
      { label: words.authentication, value: words.required },
      { label: words.login, value: facts.login },
      { label: words.password, value: passwordText(facts) },
    ],
    blocks: [{ title: words.commands, lines: commands(facts) }],
    notes: [...(tls === 'starttls' ? [words.starttlsNote] : []), words.test],
  };
}

function commands(facts: SettingsFacts): string[] {
  const { port, tls } = portOf(facts);
  const { local, domain } = senderParts(facts);
  const values: readonly (readonly [name: string, value: string, type?: string])[] = [
    ['mail_smtpmode', 'smtp'],
    ['mail_sendmailmode', 'smtp'],
    ['mail_smtphost', facts.host],
    ['mail_smtpport', String(port), 'integer'],
    ['mail_smtpsecure', tls === 'implicit' ? 'ssl' : ''],
    ['mail_smtpauth', 'true', 'boolean'],
    ['mail_smtpname', facts.login],
    ['mail_smtppassword', passwordValue(facts)],
    ['mail_from_address', local],
    ['mail_domain', domain],
  ];
  return values.map(([name, value, type = 'string']) => {
    const word = value === '' ? "''" : shellWord(value);
    return `php occ config:system:set ${name} --value=${word} --type=${type}`;
  });
}
