import { classifyFailure } from '#core/queue/failure-class.ts';
import { adviceOn, fill, type ReportLanguage } from '#core/queue/failure-words.ts';
import { folderSeparator } from '#core/trace/view.ts';
import { german } from '#core/trace/words/de.ts';
import { english } from '#core/trace/words/en.ts';
import type { TraceWords } from '#core/trace/words/trace-words.ts';
import type { TraceStep } from '#store/operations/trace/pack-steps.ts';
import type { Trace } from '#store/operations/trace/read-trace.ts';
import type { TraceStatus } from '#store/trace-status.ts';

/** A step in words. */
export type ExplainedStep = { readonly at: number; readonly step: string; readonly text: string };

const words: Readonly<Record<ReportLanguage, TraceWords>> = { de: german, en: english };

/** Properties whose value may choose the sentence; the first that has one decides. */
const deciding = ['disposition', 'outcome', 'verdict', 'kind', 'face'] as const;

/** A part of a sentence that stands in brackets. */
const optional = /\[([^[\]]*)\]/g;

/** `550 5.1.1 text`, as replies of other servers are kept (RFC 5321 §4.2). */
const replyShape = /^([45]\d\d)[ -]?(?:([45]\.\d{1,3}\.\d{1,3}) ?)?/;

/** A plain sentence for each step. */
export function explainTrace(
  { steps }: Pick<Trace, 'steps'>,
  language: ReportLanguage,
): readonly ExplainedStep[] {
  return steps.map((step) => {
    return { at: step.at, step: step.step, text: sentenceOf(step, language) };
  });
}

/** What people call a status. */
export function statusWords(status: TraceStatus, language: ReportLanguage): string {
  return words[language].status[status];
}

function sentenceOf(step: TraceStep, language: ReportLanguage): string {
  const template = templateOf(step, words[language].steps);
  if (template === undefined) return asItIs(step);
  const values = valuesOf(step);
  const sentence = template.replaceAll(optional, (_, part: string) => {
    const names = [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    return names.every((name) => (values[name] ?? '') !== '') ? part : '';
  });
  const meaning = meaningOf(step, language);
  return [fill(sentence, values), ...(meaning === undefined ? [] : [meaning])].join(' ').trim();
}

function templateOf({ step, detail }: TraceStep, steps: TraceWords['steps']): string | undefined {
  for (const name of deciding) {
    const found = steps[`${step}:${String(detail[name])}`];
    if (found !== undefined) return found;
  }
  return steps[step];
}

function valuesOf({ detail }: TraceStep): Readonly<Record<string, string>> {
  const entries = Object.entries(detail).map(
    ([name, value]) => [name, shown(name, value)] as const,
  );
  return Object.fromEntries(entries);
}

/** Folders as a list; nobody is interested in none. */
function shown(name: string, value: string | number | boolean): string {
  if (name === 'folders') return String(value).replaceAll(folderSeparator, ', ');
  return name === 'queued' && value === 0 ? '' : String(value);
}

/** What the words of another server mean for its recipient. */
function meaningOf({ step, detail }: TraceStep, language: ReportLanguage): string | undefined {
  if (step !== 'relay.attempt' || detail.outcome === 'sent') return undefined;
  const reply = String(detail.reply ?? '');
  const [head = '', code = '0', enhanced = ''] = replyShape.exec(reply) ?? [];
  const kind = classifyFailure({ code: Number(code), enhanced, text: reply.slice(head.length) });
  const recipient = String(detail.recipient ?? '');
  const { says } = adviceOn(kind, recipient.slice(recipient.lastIndexOf('@') + 1), language);
  return `${words[language].means} ${says}`;
}

function asItIs({ step, detail }: TraceStep): string {
  return [step, ...Object.entries(detail).map(([name, value]) => `${name}=${value}`)].join(' ');
}
