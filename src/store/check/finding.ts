/** Something in a data directory that is not as it must be. */
export type Finding = {
  readonly kind: 'database' | 'counter' | 'reference' | 'segment' | 'body';
  /** What it is about: a file, an account's mailbox, a blob. */
  readonly where: string;
  readonly problem: string;
};

/** Findings kept of each kind: one broken disk must not fill the memory and the screen. */
export const findingsMax = 1_000;

/** Adds rows as findings, as far as there is room. */
export function addFindings(findings: Finding[], found: readonly Finding[]): void {
  findings.push(...found.slice(0, Math.max(0, findingsMax - findings.length)));
}
