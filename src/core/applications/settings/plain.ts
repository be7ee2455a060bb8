import type { ApplicationKind } from '#store/operations/application/application-row.ts';
import {
  type ApplicationSettings,
  passwordText,
  portOf,
  type SettingsFacts,
} from '#core/applications/settings/settings-facts.ts';

const labels = {
  en: {
    server: 'SMTP server',
    port: 'Port',
    encryption: 'Encryption',
    authentication: 'Authentication',
    on: 'on (PLAIN or LOGIN)',
    login: 'Login',
    password: 'Password',
    from: 'Sender address',
    other: 'Other sender addresses it may use',
    second: 'If that does not work',
    pages: { scanner: 'Scanner: its web page, mostly under "Network" or "Scan to e-mail"' },
    page: 'SMTP settings of the application',
    scanner: [
      'The device has to speak TLS 1.2 or newer: look for a firmware of 2018 or later. Older ones offer TLS 1.0 and fail in the handshake.',
      'Check its clock: with a wrong date every certificate looks expired. If it asks for POP before SMTP, switch that off.',
      'Some devices cut long passwords: "postamt application watch" shows whether the password arrives whole.',
    ],
  },
  de: {
    server: 'SMTP-Server',
    port: 'Port',
    encryption: 'Verschlüsselung',
    authentication: 'Anmeldung',
    on: 'ein (PLAIN oder LOGIN)',
    login: 'Anmeldename',
    password: 'Passwort',
    from: 'Absenderadresse',
    other: 'Weitere erlaubte Absender',
    second: 'Falls das nicht geht',
    pages: { scanner: 'Scanner: seine Webseite, meist unter „Netzwerk“ oder „Scan an E-Mail“' },
    page: 'SMTP-Einstellungen der Anwendung',
    scanner: [
      'Das Gerät muss TLS 1.2 oder neuer sprechen: Suchen Sie eine Firmware von 2018 oder später. Ältere bieten TLS 1.0 an und scheitern beim Aufbau.',
      'Prüfen Sie seine Uhr: Mit falschem Datum sieht jedes Zertifikat abgelaufen aus. Verlangt es „POP vor SMTP“, schalten Sie das ab.',
      'Manche Geräte kürzen lange Passwörter: „postamt application watch“ zeigt, ob das Passwort ganz ankommt.',
    ],
  },
} as const;

/** A plain table, for scanners, ERP systems and all others. */
export function plain(facts: SettingsFacts, kind: ApplicationKind): ApplicationSettings {
  const words = labels[facts.language];
  const { port, tls } = portOf(facts);
  const [from, ...others] = facts.fromAddresses;
  const second =
    tls === 'implicit' && facts.startTlsPort !== undefined
      ? [{ label: words.second, value: `${words.port} ${facts.startTlsPort}, STARTTLS` }]
      : [];
  const scanner = kind === 'scanner';
  return {
    page: scanner ? words.pages.scanner : words.page,
    fields: [
      { label: words.server, value: facts.host },
      { label: words.port, value: String(port) },
      { label: words.encryption, value: tls === 'implicit' ? 'SSL/TLS' : 'STARTTLS' },
      { label: words.authentication, value: words.on },
      { label: words.login, value: facts.login },
      { label: words.password, value: passwordText(facts) },
      { label: words.from, value: from },
      ...(others.length === 0 ? [] : [{ label: words.other, value: others.join(', ') }]),
      ...second,
    ],
    blocks: [],
    notes: scanner ? words.scanner : [],
  };
}
