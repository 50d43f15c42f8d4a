import type { SyntheticEvent } from 'react';
import { useWordList } from '../api/queries.ts';
import { useLanguage } from '../words/language.tsx';
import type { Step } from './use-step.ts';

const fieldsOf = (event: SyntheticEvent<HTMLFormElement>): FormData => {
  event.preventDefault();
  return new FormData(event.currentTarget);
};

const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** Refusing needs a reason: whoever is called next reads it. */
export const RefuseForm = ({ onSend }: { readonly onSend: (step: Step) => void }) => {
  const { words } = useLanguage();
  return (
    <form
      className="form"
      onSubmit={(event) => onSend({ action: 'refuse', body: { reason: textOf(fieldsOf(event), 'reason') } })}
    >
      <label>
        {words.action.reason}
        <input name="reason" required maxLength={200} autoFocus />
      </label>
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
    </form>
  );
};

/** Closing files the cause; what still lasts is closed only when that is said too. */
export const CloseForm = ({
  mustForce,
  onSend,
}: {
  readonly mustForce: boolean;
  readonly onSend: (step: Step) => void;
}) => {
  const { language, words } = useLanguage();
  const causes = Object.entries(useWordList()?.causes ?? {});
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    const fields = fieldsOf(event);
    const note = textOf(fields, 'note');
    const causeCode = textOf(fields, 'cause');
    onSend({ action: 'close', body: { causeCode, ...(note !== '' && { note }), ...(mustForce && { force: true }) } });
  };
  return (
    <form className="form" onSubmit={submit}>
      <label>
        {words.action.cause}
        <select name="cause" required defaultValue="" autoFocus>
          <option value="" disabled>
            {words.action.causeFirst}
          </option>
          {causes.map(([code, name]) => (
            <option key={code} value={code}>
              {name[language]}
            </option>
          ))}
        </select>
      </label>
      <label className="grow">
        {words.action.note}
        <input name="note" maxLength={500} />
      </label>
      {mustForce && (
        <label className="check">
          <input type="checkbox" required /> {words.action.force}
        </label>
      )}
      <button type="submit" className="button button-main">
        {words.action.send}
      </button>
    </form>
  );
};
