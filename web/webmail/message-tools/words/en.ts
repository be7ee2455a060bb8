/** What is said about one message in English. */
export const en = {
  source: {
    title: 'Message source',
    save: 'Save as .eml',
    cut: (shown: string, all: string) =>
      `These are the first ${shown} of ${all}. Save the message to have all of it.`,
  },
  trace: {
    title: 'Why is this here?',
    sender: 'From',
    noSender: 'nobody: a report of a server',
    recipients: 'To',
    status: 'Result',
    more: 'Show each step',
    none: 'Nothing is known of how this message came here. Its way is kept for 30 days, and not of mail that was imported or written here.',
    spamUnknown:
      'In spam. Why is not known: it came more than 30 days ago, or was put there by a mail program.',
  },
};

export type Words = typeof en;
