import { signal } from '@preact/signals';

export type Question = {
  readonly title: string;
  readonly text?: string;
  readonly yes: string;
  readonly no: string;
  /** Asks for a line of text beside the yes. */
  readonly input?: {
    readonly label: string;
    readonly value: string;
    readonly type?: 'datetime-local';
    /** Letters that may be typed; 200 where nothing is said. */
    readonly lengthMax?: number;
  };
};

type Asked = Question & { readonly answer: (value: string | undefined) => void };

/** The question that is open; `QuestionDialog` shows it. */
export const question = signal<Asked | undefined>(undefined);

/** Asks whether something is to be done. */
export async function confirm(asked: Question): Promise<boolean> {
  return (await ask(asked)) !== undefined;
}

/** Asks for a line of text; undefined: somebody thought better of it. */
export function askText(
  asked: Question & { readonly input: NonNullable<Question['input']> },
): Promise<string | undefined> {
  return ask(asked);
}

function ask(asked: Question): Promise<string | undefined> {
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (value) => {
        question.value = undefined;
        resolve(value);
      },
    };
  });
}
