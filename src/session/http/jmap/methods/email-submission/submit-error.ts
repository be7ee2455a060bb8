import { Refusal } from '#base/refusal.ts';
import { SubmitRefusal } from '#core/submission/submit-refusal.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { refusalSetError } from '#session/http/jmap/refusal-error.ts';

/** Why something is not sent, as a SetError with the members that RFC 8621 §7.5 wants. */
function submitSetError(refusal: Refusal): SetError {
  const error = refusalSetError(refusal);
  if (!(refusal instanceof SubmitRefusal)) return error;
  const { properties, recipients, max } = refusal.facts;
  const { type, properties: usual } = error.toJSON();
  const wrong = properties ?? usual;
  return new SetError(type, refusal.message, {
    ...(wrong === undefined ? {} : { properties: wrong }),
    ...(recipients === undefined ? {} : { invalidRecipients: recipients }),
    ...(type === 'tooManyRecipients' ? { maxRecipients: max } : {}),
    ...(type === 'tooLarge' ? { maxSize: max } : {}),
  });
}

/** Does it; what core refuses becomes a SetError. @throws {SetError} */
export async function submitting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal && error.cause === undefined) throw submitSetError(error);
    throw error;
  }
}
