import { expect, test } from 'vitest';
import { timelineText } from '../src/http/timeline-words.ts';
import { rescuePolicy } from '../src/index.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

test('a timeline reads as a story, in both languages, without ids and codes', async () => {
  const p = await openPipeline(rescuePolicy);
  await p.find(aFinding({ stage: 'suspected' }), aFinding({ revision: 2, change: 'updated', atS: 10 }));
  await p.advanceTo(s(190));
  const { incidentId } = p.all()[0]!;
  await p.act({ incidentId, by: 'crew-1', action: { is: 'acknowledge' }, nowMs: s(200) });
  await p.act({ incidentId, by: 'crew-1', action: { is: 'arrive' }, nowMs: s(500) });
  await p.find(aFinding({ revision: 3, change: 'cleared', stage: 'released', atS: 600 }));
  await p.act({
    incidentId,
    by: 'op',
    action: { is: 'close', causeCode: 'door-system', note: 'sill cleaned', force: false },
    nowMs: s(700),
  });
  const texts = p.all()[0]!.timeline.map((entry) => timelineText(entry));
  expect(texts.map((t) => t.en)).toEqual(
    expect.arrayContaining([
      'told the maintenance firm: an entrapment goes to firm, platform and manager (alarm webhook firm/F1)',
      'suspected → alarm: the rule’s time is reached'.replace('’', "'"),
      'escalated: nobody took it on in time (network-station: not taken on after 3 min, network rescue station called; skipped: not taken on after 1 min, not taken on after 2 min)',
      'acknowledged → arrived: in time (490 s after the alarm)',
      'arrived → people freed: the lift says that it has ended',
      'people freed → cause filed: door system (sill cleaned)',
    ]),
  );
  for (const { zh, en } of texts) {
    expect(`${zh} ${en}`).not.toMatch(/[0-9a-f]{32}/);
    expect(zh).toMatch(/[一-龥]/u);
  }
});
