/** What settings are made of. */
export type SettingsFacts = {
  /** The application's own name. */
  readonly name: string;
  /** The server's name, as its certificate says it. */
  readonly host: string;
  /** Port with TLS from the first octet (RFC 8314 §3.3); undefined where there is none. */
  readonly tlsPort: number | undefined;
  /** Port with STARTTLS (RFC 6409 §3.1); undefined where there is none. */
  readonly startTlsPort: number | undefined;
  readonly login: string;
  /** Known only right after it was made. */
  readonly password: string | undefined;
  /** The first one is what it sends as. */
  readonly fromAddresses: readonly [string, ...string[]];
  readonly language: 'de' | 'en';
};

/** One field of a page. */
export type SettingsField = {
  /** As the page calls it. */
  readonly label: string;
  readonly value: string;
};

/** Lines to copy as a whole. */
export type SettingsBlock = { readonly title: string; readonly lines: readonly string[] };

/** What is shown of one application. */
export type ApplicationSettings = {
  /** Where the fields are. */
  readonly page: string;
  readonly fields: readonly SettingsField[];
  readonly blocks: readonly SettingsBlock[];
  readonly notes: readonly string[];
};

/** Which port to use, with the encryption that belongs to it: TLS from the first octet is better. */
export function portOf({ tlsPort, startTlsPort }: SettingsFacts): {
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
} {
  if (tlsPort !== undefined) return { port: tlsPort, tls: 'implicit' };
  return { port: startTlsPort ?? 587, tls: 'starttls' };
}

/** The password, or where it is to be had. */
export function passwordText({ password, language }: SettingsFacts): string {
  if (password !== undefined) return password;
  return language === 'de'
    ? '(wie bei „application create“ oder „application password“ gezeigt)'
    : '(as "application create" or "application password" showed it)';
}

/** What stands for a password in lines to copy. */
export function passwordValue({ password }: SettingsFacts): string {
  return password ?? 'PASSWORD';
}

/** The address that it sends as, in its two parts. */
export function senderParts({ fromAddresses: [from] }: SettingsFacts): {
  readonly local: string;
  readonly domain: string;
} {
  const at = from.lastIndexOf('@');
  return { local: from.slice(0, at), domain: from.slice(at + 1) };
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A text between single quotes, as PHP and Ruby read it. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll('\\', String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}
