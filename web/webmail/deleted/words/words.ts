import { wordsOf } from '../../../shared/words/words.ts';
import { de } from './de.ts';
import { en } from './en.ts';

/** The words of the page of deleted messages in the language of the moment. */
export const words = wordsOf({ en, de });
