import type { Arguments } from '#proto/jmap/arguments.ts';
import {
  emailProperty,
  type EmailPropertyName,
  type EmailRequest,
  type NamedHeader,
  partDefaults,
  partProperty,
} from '#proto/jmap/email/email-request.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';

/** Properties that one call may name: there are 30, and header fields without end. Our choice. */
const propertiesMax = 100;

/**
 * Reads what of each message is to be told (RFC 8621 §4.2, §4.9).
 *
 * @throws {MethodError} `invalidArguments` for a property that there is not.
 */
export function readEmailRequest(
  args: Arguments,
  defaults: readonly EmailPropertyName[],
): EmailRequest {
  const names = args.optionalStrings('properties', propertiesMax);
  const partNames = args.optionalStrings('bodyProperties', propertiesMax);
  return {
    properties: names === undefined ? defaults : chosen(names, emailProperty),
    bodyProperties: partNames === undefined ? partDefaults : chosen(partNames, partProperty),
    fetchTextBodyValues: args.optionalBoolean('fetchTextBodyValues', false),
    fetchHtmlBodyValues: args.optionalBoolean('fetchHTMLBodyValues', false),
    fetchAllBodyValues: args.optionalBoolean('fetchAllBodyValues', false),
    maxBodyValueBytes: args.optionalUnsigned('maxBodyValueBytes') ?? 0,
  };
}

function chosen<Name extends string>(
  names: readonly string[],
  find: (name: string) => Name | NamedHeader | undefined,
): (Name | NamedHeader)[] {
  return [...new Set(names)].map(
    (name) => find(name) ?? refuseArguments(`"${name.slice(0, 100)}" is no property`),
  );
}
