/** The fields of a form that is submitted, by name; ticked boxes are `on`. */
export function fieldsOf(event: SubmitEvent): Readonly<Record<string, string | undefined>> {
  if (!(event.currentTarget instanceof HTMLFormElement)) return {};
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(event.currentTarget)) {
    if (typeof value === 'string') fields[name] = value;
  }
  return fields;
}
