import { plural } from '../../../shared/words/words.ts';

/** What the reading of HTML mail says in English. */
export const en = {
  frameTitle: (subject: string) => (subject === '' ? 'Message' : `Message: ${subject}`),
  failed: 'The message could not be shown.',
  pictures: {
    held: (count: number) =>
      plural(
        count,
        '# picture from elsewhere is not shown: its sender would learn that you read this.',
        '# pictures from elsewhere are not shown: their sender would learn that you read this.',
      ),
    show: 'Show pictures',
    always: (address: string) => `Always for ${address}`,
    loading: 'Fetching pictures …',
    missing: (count: number) =>
      plural(count, '# picture could not be fetched.', '# pictures could not be fetched.'),
    off: 'This server does not fetch pictures from elsewhere.',
    trackers: (count: number) => plural(count, '# tracker removed', '# trackers removed'),
  },
  cut: 'The rest of this message is not shown: it is too large or its HTML is broken. Download it to read it all.',
  leaving: {
    title: 'Do you want to go there?',
    nothing: 'There is no link to follow here.',
    why: {
      'other-host': (said: string, host: string) =>
        `The link reads “${said}”, but it leads to ${host}.`,
      'look-alike': (_: string, host: string) =>
        `The link leads to ${host}, whose name is written to look like another one.`,
      'login-in-address': (_: string, host: string) =>
        `The link begins like another address, but it leads to ${host}.`,
    },
    stay: 'Stay here',
    go: (host: string) => `Go to ${host}`,
  },
  originalColours: 'Original colours',
  darkColours: 'Dark colours',
};

export type Words = typeof en;
