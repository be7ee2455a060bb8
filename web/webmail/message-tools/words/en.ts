/** What is said about one message in English. */
export const en = {
  source: {
    title: 'Message source',
    save: 'Save as .eml',
    cut: (shown: string, all: string) =>
      `These are the first ${shown} of ${all}. Save the message to have all of it.`,
  },
};

export type Words = typeof en;
