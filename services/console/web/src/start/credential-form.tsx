import { useMutation } from '@tanstack/react-query';
import type { SyntheticEvent } from 'react';
import { postJson } from '../api/ask.ts';
import { useWords } from '../words/language.tsx';
import { CopyLine } from './copy-line.tsx';

interface Wanted {
  readonly terminalId: string;
  readonly liftId: string;
}
interface Made extends Wanted {
  readonly username: string;
  readonly password: string;
}

const fieldOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** A reading that a shell stamps with its own time. */
const reading = `"{\\"at\\": $(date +%s%3N), \\"serviceMode\\": \\"normal\\", \\"carStatus\\": \\"stopped\\", \\"floor\\": \\"1\\", \\"doorZone\\": true, \\"carDoorStatus\\": \\"closed\\"}"`;

/** One click gives a terminal its credential, and the line that publishes with it. */
export const CredentialForm = ({ mqttUrl }: { readonly mqttUrl: string }) => {
  const words = useWords();
  const { hostname, port } = new URL(mqttUrl.replace(/^mqtt/, 'http'));
  const make = useMutation({
    mutationFn: async ({ terminalId, liftId }: Wanted): Promise<Made> => {
      const body = { terminalId, lifts: [liftId] };
      const secret = await postJson<{ username: string; password: string }>('/api/v1/terminals/credentials', body);
      return { terminalId, liftId, ...secret };
    },
  });
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    make.mutate({ terminalId: fieldOf(form, 'terminal'), liftId: fieldOf(form, 'lift') });
  };
  const made = make.data;
  return (
    <>
      <form className="form" onSubmit={submit}>
        <label>
          {words.guide.terminalId}
          <input name="terminal" defaultValue="T-1" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" maxLength={64} />
        </label>
        <label>
          {words.guide.liftId}
          <input name="lift" defaultValue="lift-1" required pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" maxLength={64} />
        </label>
        <button type="submit" className="button button-main">
          {words.guide.make}
        </button>
      </form>
      {make.error && (
        <div role="alert">
          <p className="error-text">{make.error.message}</p>
          <p>{words.guide.makeElsewhere}</p>
          <CopyLine text="npx liftwatch credentials add-terminal T-1 lift-1" />
        </div>
      )}
      {made && (
        <div role="status">
          <p>{words.guide.credential}</p>
          <CopyLine text={`${made.username} ${made.password}`} />
          <p>{words.guide.publishWith}</p>
          <CopyLine
            text={`mosquitto_pub -h ${hostname} -p ${port} -i ${made.terminalId} -u ${made.username} -P '${made.password}' -q 1 -t lift/v1/${made.liftId}/state -m ${reading}`}
          />
        </div>
      )}
    </>
  );
};
