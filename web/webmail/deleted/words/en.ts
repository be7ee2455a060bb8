import { plural } from '../../../shared/words/words.ts';

/** What the page of deleted messages says in English. */
export const en = {
  text: 'What is deleted from the trash, or by a mail program, is kept here for two weeks. Then it is gone.',
  all: 'Select all',
  drafts: 'Drafts and their earlier versions, too',
  restore: 'Restore',
  restoreSome: (count: number) => plural(count, 'Restore # message', 'Restore # messages'),
  restoreNamed: (subject: string) => `Restore: ${subject}`,
  select: (subject: string) => `Select: ${subject}`,
  wasIn: (folder: string) => `Was in ${folder} · `,
  until: (date: string) => `Can be restored until ${date}`,
  none: 'Nothing was deleted in the last two weeks.',
  more: 'Show more',
  show: 'Show',
  restored: (count: number) => plural(count, '# message restored', '# messages restored'),
  restoredTo: (count: number, folder: string) =>
    plural(count, `Restored to ${folder}`, `# messages restored to ${folder}`),
  tooLate: 'It cannot be restored any more.',
};

export type Words = typeof en;
