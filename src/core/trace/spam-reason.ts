import type { ReportLanguage } from '#core/queue/failure-words.ts';
import { folderSeparator } from '#core/trace/view.ts';
import { german } from '#core/trace/words/de.ts';
import { english } from '#core/trace/words/en.ts';
import type { SpamWords } from '#core/trace/words/trace-words.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';

const words: Readonly<Record<ReportLanguage, SpamWords>> = {
  de: german.spam,
  en: english.spam,
};

/** What `store.filed` calls the folder for spam, whatever its name. */
const junkFolder = 'Junk';

/** Why somebody's message is in spam, if it is there: a whole sentence. */
export function spamReason(
  { steps }: Pick<Trace, 'steps'>,
  accountId: number,
  language: ReportLanguage,
): string {
  const { unproven, filtered, moved } = words[language];
  const folders = steps
    .filter(({ step }) => step === 'store.filed')
    .flatMap(({ detail }) => {
      const at = String(detail.accounts).split(',').indexOf(String(accountId));
      return String(detail.folders).split(folderSeparator)[at] ?? [];
    });
  if (!folders.includes(junkFolder)) return moved;
  const doubt = steps.find(({ detail }) => detail.disposition === 'quarantine');
  if (doubt === undefined) return filtered;
  // `fail example.com`, as policies say what they found.
  const [, domain = ''] = String(doubt.detail.dmarc ?? '').split(' ', 2);
  return domain === '' ? filtered : unproven.replaceAll('{domain}', () => domain);
}
