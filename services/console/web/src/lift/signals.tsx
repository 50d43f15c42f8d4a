import { useNow } from '../live/clock.ts';
import { useLanguage } from '../words/language.tsx';
import { numberOf, roughly } from '../words/time.ts';
import { signalOf, type LiftState, type Signal } from './lift-state.ts';

const units: Readonly<Record<string, string>> = {
  loadPercent: '%',
  positionM: 'm',
  speedMps: 'm/s',
  machineRoomTemperatureC: '°C',
  motorTemperatureC: '°C',
  controllerTemperatureC: '°C',
  carTemperatureC: '°C',
};

export const SignalValue = ({ name, signal }: { readonly name: string; readonly signal: Signal }) => {
  const { language, words } = useLanguage();
  if (signal.value === null) return <span className="value-unknown">{words.unknown}</span>;
  const text =
    typeof signal.value === 'number'
      ? `${numberOf(signal.value, language)} ${units[name] ?? ''}`.trim()
      : (words.value[String(signal.value)] ?? String(signal.value));
  if (signal.standing === 'known') return <span>{text}</span>;
  return (
    <span className="value-stale">
      {text} <small>{signal.standing === 'stale' ? words.stale : words.unknown}</small>
    </span>
  );
};

const MAIN = ['floor', 'carDoorStatus', 'passengerPresent', 'speedMps', 'serviceMode', 'powerStatus', 'loadPercent'];

/** What matters at a glance. */
export const MainSignals = ({ state }: { readonly state: LiftState }) => {
  const { words } = useLanguage();
  return (
    <dl className="facts">
      {MAIN.map((name) => (
        <div key={name} className={signalOf(state, name).standing === 'known' ? 'fact' : 'fact fact-unknown'}>
          <dt>{words.signal[name]}</dt>
          <dd>
            <SignalValue name={name} signal={signalOf(state, name)} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** Every signal with its age. */
export const AllSignals = ({ state }: { readonly state: LiftState }) => {
  const { language, words } = useLanguage();
  const nowMs = useNow();
  return (
    <details className="block-details">
      <summary>{words.lift.signals}</summary>
      <table className="table">
        <tbody>
          {Object.entries(state.signals).map(([name, signal]) =>
            signal === undefined ? null : (
              <tr key={name}>
                <th scope="row">{words.signal[name] ?? name}</th>
                <td>
                  <SignalValue name={name} signal={signal} />
                </td>
                <td className="muted">
                  {signal.receivedAtMs !== null && words.ago(roughly(nowMs - signal.receivedAtMs, language))}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </details>
  );
};
