/** Somebody of the demo tenant. The passwords are public: the demo listens on loopback only. */
export type DemoPerson = {
  readonly localPart: string;
  readonly name: string;
  readonly password: string;
  readonly language: 'en' | 'de';
};

export const demoDomain = 'example.test';

export const demoHostname = `mail.${demoDomain}`;

export const demoPeople: readonly DemoPerson[] = [
  { localPart: 'ada', name: 'Ada Lindqvist', password: 'ada-demo-2718', language: 'en' },
  { localPart: 'ben', name: 'Ben Grünwald', password: 'ben-demo-3141', language: 'de' },
  { localPart: 'clara', name: 'Clara Østergaard', password: 'clara-demo-1414', language: 'en' },
];

/** Administers the server; reads mail like anybody else. */
export const demoAdmin: DemoPerson = {
  localPart: 'admin',
  name: 'Postmaster',
  password: 'admin-demo-1618',
  language: 'en',
};

export function demoAddress(person: DemoPerson): string {
  return `${person.localPart}@${demoDomain}`;
}

/** Domain of the accounts that measurements use: `u0@bench.test` and so on, password `pw`. */
export const benchDomain = 'bench.test';

export const benchPassword = 'pw';
