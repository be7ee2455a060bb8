import type { MailboxView } from '#core/mailbox/mailbox-view.ts';

/** Names of the keywords whose bits are set; up to 50 bits, so no bitwise operators. */
export function keywordNames(view: MailboxView, keywords: number): string[] {
  const names: string[] = [];
  let rest = keywords;
  for (let bit = 0; rest >= 1; bit++) {
    if (rest % 2 === 1) {
      const name = view.keywords[bit];
      if (name !== undefined) names.push(name);
    }
    rest = Math.floor(rest / 2);
  }
  return names;
}
