import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useContacts, useHeldBack, useSilences } from '../api/people.ts';
import { useOverview } from '../api/queries.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { seesWhole } from '../shell/pages.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage } from '../words/language.tsx';
import { dateAndTime } from '../words/time.ts';
import { PeopleTabs } from './people-tabs.tsx';
import { Rotas } from './rotas.tsx';

interface Listed<T> {
  readonly data: readonly T[] | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** One list with its heading, its columns, and what it says while there is nothing. */
const List = <T,>({
  title,
  of,
  headings,
  children,
}: {
  readonly title: string;
  readonly of: Listed<T>;
  readonly headings: readonly string[];
  readonly children: (item: T) => ReactNode;
}) => {
  const { words } = useLanguage();
  const { data, error, refetch } = of;
  return (
    <section className="card" aria-label={title}>
      <h2>
        {title} <span className="count">{data?.length}</span>
      </h2>
      {error && !data ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading />
      ) : data.length === 0 ? (
        <p className="muted">{words.people.none}</p>
      ) : (
        <Table title={title} headings={headings}>
          {data.map(children)}
        </Table>
      )}
    </section>
  );
};

const Contacts = () => {
  const { words } = useLanguage();
  const { id, role, channel, address, where, contacts } = words.people;
  return (
    <List title={contacts} of={useContacts()} headings={[id, role, channel, address, where]}>
      {(one) => (
        <tr key={one.contactId}>
          <th scope="row">{one.contactId}</th>
          <td>{words.message.roles[one.role] ?? one.role}</td>
          <td>{words.message.channels[one.channel] ?? one.channel}</td>
          <td>{one.address}</td>
          <td>{[one.firmId, one.siteId, one.districtId].filter(Boolean).join(' ')}</td>
        </tr>
      )}
    </List>
  );
};

const Silences = () => {
  const { language, words } = useLanguage();
  const { where, until, author, reason, silences } = words.people;
  return (
    <List title={silences} of={useSilences()} headings={[where, until, author, reason]}>
      {(one) => (
        <tr key={one.silenceId}>
          <th scope="row">{[one.liftId, one.siteId, one.incidentKind].filter(Boolean).join(' ')}</th>
          <td>{dateAndTime(one.toMs, language)}</td>
          <td>{one.author}</td>
          <td>{one.reason}</td>
        </tr>
      )}
    </List>
  );
};

const HeldBack = () => {
  const { language, words } = useLanguage();
  const { reason, waiting, heldBack } = words.people;
  return (
    <List title={heldBack} of={useHeldBack()} headings={[words.message.to, waiting, reason]}>
      {(one) => (
        <tr key={`${one.incidentId} ${one.recipientId} ${one.atMs}`}>
          <th scope="row">{one.recipientId}</th>
          <td>
            <Link href={`/incidents/${one.incidentId}`}>{one.summary[language]}</Link>
          </td>
          <td>{one.reasonText[language]}</td>
        </tr>
      )}
    </List>
  );
};

/** Who is called, when, and what keeps a message back; a firm sees its own rota and contacts. */
export const PeoplePage = () => {
  const { words } = useLanguage();
  const isWhole = seesWhole(useOverview()?.who?.role);
  usePageTitle(words.people.title);
  return (
    <div className="page">
      <h1>{words.people.title}</h1>
      <PeopleTabs />
      <Rotas />
      {isWhole && <HeldBack />}
      {isWhole && <Silences />}
      <Contacts />
    </div>
  );
};
