type FieldProps = {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly lengthMax?: number;
  readonly type?: 'datetime-local';
};

/** A line of text with its label. */
export function TextField(props: FieldProps) {
  const { id, name, value, type, lengthMax } = props;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        class="input"
        autocomplete="off"
        {...{ id, name, defaultValue: value, ...describedBy(props) }}
        {...(lengthMax === undefined ? {} : { maxLength: lengthMax })}
        {...(type === undefined ? { type: 'text' as const } : { type })}
      />
      <Hint {...props} />
    </div>
  );
}

/** Several lines of text with their label. */
export function TextArea(props: FieldProps) {
  const { id, name, value } = props;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        class="input settings-text"
        rows={5}
        {...{ id, name, defaultValue: value, ...describedBy(props) }}
        {...(props.lengthMax === undefined ? {} : { maxLength: props.lengthMax })}
      />
      <Hint {...props} />
    </div>
  );
}

/** One of several values, by their names. */
export function Choice(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChoose?: (value: string) => void;
}) {
  const { id, value, onChoose } = props;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        name={id}
        class="input"
        onChange={({ currentTarget }) => onChoose?.(currentTarget.value)}
      >
        {props.options.map(([one, name]) => (
          <option key={one} value={one} selected={one === value}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Hint({ id, hint }: FieldProps) {
  if (hint === undefined) return null;
  return (
    <p id={`${id}-hint`} class="hint">
      {hint}
    </p>
  );
}

function describedBy({ id, hint }: FieldProps) {
  return hint === undefined ? {} : { 'aria-describedby': `${id}-hint` };
}
