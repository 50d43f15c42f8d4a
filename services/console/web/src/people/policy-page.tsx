import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { getJson } from '../api/ask.ts';
import { useWordList } from '../api/queries.ts';
import { kindName } from '../incidents/names.ts';
import { usePageTitle } from '../shell/page-title.ts';
import { Failed, Loading } from '../shell/states.tsx';
import { Table } from '../shell/table.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { roughly } from '../words/time.ts';
import { PeopleTabs } from './people-tabs.tsx';
import type { Escalation, EscalationStep, Named, Policy, RouteRow } from './policy.ts';

const Rows = ({
  title,
  headings,
  children,
}: {
  readonly title: string;
  readonly headings: readonly string[];
  readonly children: ReactNode;
}) => (
  <Table title={title} headings={headings} isWide>
    {children}
  </Table>
);

/** What its file calls it, else the built-in's name, else its id; the id beside, because the file is edited by it. */
const Name = ({ of, known = {} }: { readonly of: Named; readonly known?: Readonly<Record<string, string>> }) => {
  const { language } = useLanguage();
  const name = of.name?.[language] ?? known[of.id];
  return name === undefined || name === of.id ? (
    <code>{of.id}</code>
  ) : (
    <>
      {name} <code className="muted block">{of.id}</code>
    </>
  );
};

const useRoles = () => {
  const words = useWords();
  return (role: string): string => words.message.roles[role] ?? role;
};

const Step = ({ step }: { readonly step: EscalationStep }) => {
  const { language, words } = useLanguage();
  const role = useRoles();
  const told = step.tell.map(
    (to) => `${role(to.role)}${to.by === 'call' ? ` (${words.message.channels['voice']})` : ''}${to.ifAny ? '*' : ''}`,
  );
  return (
    <tr>
      <th scope="row">
        <Name of={step} />
      </th>
      <td>{words.policy.clocks[step.clock]}</td>
      <td className="nowrap">{roughly(step.afterMs, language)}</td>
      <td>{words.message.notices[step.notice] ?? step.notice}</td>
      <td>{told.join(', ')}</td>
      <td>{step.calls === undefined ? '' : words.policy.level(step.calls)}</td>
    </tr>
  );
};

/** Kinds of incidents as people call them. */
const useKinds = () => {
  const { language, words } = useLanguage();
  const list = useWordList();
  return (kind: string): string => kindName(kind, words, { list, language });
};

const Clocks = ({ escalation }: { readonly escalation: Escalation }) => {
  const { words } = useLanguage();
  const kind = useKinds();
  const { step, clock, after, notice, tells, calls } = words.policy;
  return (
    <>
      <p className="muted">
        {words.policy.holdsFor}{' '}
        {escalation.when
          .map((row) =>
            [
              ...(row.kinds ?? []).map(kind),
              ...(row.priorities ?? []),
              ...(row.occupancies ?? []).map((o) => words.occupancy[o]),
            ].join(words.policy.or),
          )
          .join(words.policy.also)}
      </p>
      <Rows title={`${words.policy.escalation} ${escalation.id}`} headings={[step, clock, after, notice, tells, calls]}>
        {escalation.steps.map((one) => (
          <Step key={one.id} step={one} />
        ))}
      </Rows>
      <p className="muted">{words.policy.ifAny}</p>
    </>
  );
};

const RouteLine = ({ row }: { readonly row: RouteRow }) => {
  const { words } = useLanguage();
  const role = useRoles();
  const kind = useKinds();
  const { notices, kinds = [], priorities = [], occupancies = [] } = row.when;
  return (
    <tr>
      <th scope="row">
        <Name of={row} known={words.policy.rows} />
      </th>
      <td>{notices.map((notice) => words.message.notices[notice] ?? notice).join(', ')}</td>
      <td>
        {[...kinds.map(kind), ...priorities, ...occupancies.map((o) => words.occupancy[o] ?? o)].join(', ') ||
          words.fleet.all}
      </td>
      <td>{row.tell.length === 0 ? words.policy.nobody : row.tell.map(role).join(', ')}</td>
    </tr>
  );
};

const Numbers = ({ policy }: { readonly policy: Policy }) => {
  const { language, words } = useLanguage();
  const kind = useKinds();
  const time = (ms: number): string => roughly(ms, language);
  const { holding, correlation } = policy;
  const lines: (readonly [string, string])[] = [
    [words.policy.groupWait, time(correlation.groupWaitMs)],
    [words.policy.reopenWithin, time(correlation.reopenWithinMs)],
    [words.policy.power, words.policy.liftsWithin(correlation.power.minLiftsCount, time(correlation.power.windowMs))],
    [
      words.policy.network,
      words.policy.liftsWithin(correlation.network.minLiftsCount, time(correlation.network.windowMs)),
    ],
  ];
  if (holding)
    lines.push(
      ...holding.inhibition.map(
        (row) => [words.policy.inhibition(row.by.map(kind).join(', ')), row.holds.join(', ')] as const,
      ),
      [words.policy.sitePower, holding.sitePowerHolds.join(', ')],
      [
        words.policy.beforeEntrapment(holding.beforeEntrapment.kinds.map(kind).join(', ')),
        time(holding.beforeEntrapment.waitMs),
      ],
      [words.policy.flapping, words.policy.timesWithin(holding.flapping.changesCount, time(holding.flapping.withinMs))],
      [words.policy.building, time(holding.building.intervalMs)],
      [words.policy.storm, words.policy.timesWithin(holding.storm.messagesCount, time(holding.storm.withinMs))],
    );
  return (
    <Rows title={words.policy.numbers} headings={[words.policy.rule, words.policy.value]}>
      {lines.map(([name, value]) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{value}</td>
        </tr>
      ))}
    </Rows>
  );
};

/** The policy in force: who is told of what, who is called when, what waits. Read only: it is a file of the installation. */
export const PolicyPage = () => {
  const { words } = useLanguage();
  usePageTitle(words.policy.title);
  const { data, error, refetch } = useQuery({
    queryKey: ['people', 'policy'],
    queryFn: () => getJson<Policy>('/dispatch/api/v1/policy'),
  });
  const { what, when, tells, rule } = words.policy;
  return (
    <div className="page">
      <h1>{words.policy.title}</h1>
      <PeopleTabs />
      <p className="muted">{words.policy.intro}</p>
      {error && !data && <Failed error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <section className="card" aria-labelledby="escalation">
            <h2 id="escalation">
              {words.policy.escalation}{' '}
              <span className="muted">{data.escalation && <Name of={data.escalation} known={words.policy.ids} />}</span>
            </h2>
            {data.escalation ? (
              <Clocks escalation={data.escalation} />
            ) : (
              <p className="muted">{words.policy.noClocks}</p>
            )}
          </section>
          {data.escalations?.map(({ for: where, policy }) => (
            <section key={policy.id} className="card" aria-label={policy.id}>
              <h2>
                {Object.values(where).flat().join(', ')}{' '}
                <span className="muted">
                  <Name of={policy} known={words.policy.ids} />
                </span>
              </h2>
              <Clocks escalation={policy} />
            </section>
          ))}
          <section className="card" aria-labelledby="routing">
            <h2 id="routing">{words.policy.routing}</h2>
            <p className="muted">{words.policy.firstRow}</p>
            <Rows title={words.policy.routing} headings={[rule, what, when, tells]}>
              {data.routing.rows.map((row) => (
                <RouteLine key={row.id} row={row} />
              ))}
            </Rows>
          </section>
          <section className="card" aria-labelledby="numbers">
            <h2 id="numbers">{words.policy.numbers}</h2>
            <p className="muted">{words.policy.neverHeld}</p>
            <Numbers policy={data} />
          </section>
        </>
      )}
    </div>
  );
};
