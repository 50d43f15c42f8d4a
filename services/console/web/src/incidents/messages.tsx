import type { Delivery } from '@liftwatch/schemas';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';
import { Table } from '../shell/table.tsx';
import { standingOf, troubleOf } from './message-standing.ts';

const reachedMs = (message: Delivery): number =>
  message.deliveredAtMs ?? message.failedAtMs ?? message.acceptedAtMs ?? message.createdAtMs;

const MessageRow = ({ message }: { readonly message: Delivery }) => {
  const { language, words } = useLanguage();
  const { roles, notices, channels } = words.message;
  const trouble = troubleOf(message, words.message);
  return (
    <tr>
      <th scope="row">
        {roles[message.role] ?? message.role}
        <span className="muted block">{message.recipientId}</span>
      </th>
      <td>{notices[message.notice] ?? message.notice}</td>
      <td>
        {channels[message.channel] ?? message.channel}
        {message.address !== undefined && message.channel === 'sms' && (
          <span className="muted block">{message.address}</span>
        )}
      </td>
      <td>
        <span className={`delivery delivery-${message.state}`}>{standingOf(message, words.message)}</span>
        {message.attempts > 1 && <span className="muted block">{words.message.attempts(message.attempts)}</span>}
        {message.possiblyRepeated && <span className="muted block">{words.message.possiblyRepeated}</span>}
        {trouble !== undefined && <span className="error-text block">{trouble}</span>}
      </td>
      <td className="nowrap">{dateAndTime(reachedMs(message), language)}</td>
    </tr>
  );
};

/** Every message of the incident with its state. */
export const Messages = ({ deliveries }: { readonly deliveries: readonly Delivery[] }) => {
  const { words } = useLanguage();
  const { to, notice, channel, state, when } = words.message;
  return (
    <section aria-labelledby="messages">
      <h3 id="messages">{words.incident.messages}</h3>
      {deliveries.length === 0 ? (
        <p className="muted">{words.incident.noMessages}</p>
      ) : (
        <Table title={words.incident.messages} headings={[to, notice, channel, state, when]}>
          {deliveries.map((one) => (
            <MessageRow key={one.deliveryId} message={one} />
          ))}
        </Table>
      )}
    </section>
  );
};
