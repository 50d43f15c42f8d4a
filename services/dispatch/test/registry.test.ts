import type { ContextEntry } from '@liftwatch/schemas';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/index.ts';
import { eraseContact } from '../src/personal/erase.ts';
import { exportRegistry } from '../src/registry/registry-export.ts';
import { readRegistryFile } from '../src/registry/registry-file.ts';
import { removeRow, type Removal } from '../src/registry/remove-row.ts';
import { importRegistry, saveRegistry } from '../src/registry/registry-store.ts';
import { testCallStandings } from '../src/test-calls/test-call-store.ts';

const open = async () => {
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  await migrateDatabase(database, dispatchMigrations);
  return database;
};
const take = async (database: Awaited<ReturnType<typeof open>>, text: string, format: 'csv' | 'yaml' = 'csv') =>
  saveRegistry(database, readRegistryFile(text, format), { nowMs: Date.UTC(2026, 0, 1), by: 'op' });
const problemsOf = (text: string): readonly string[] => {
  try {
    readRegistryFile(text, 'csv');
    return [];
  } catch (error) {
    return (error as { problems: readonly string[] }).problems;
  }
};

const csv = `type,districtId,siteId,firmId,stationId,liftId,contactId,personId,role,channel,address,name,licenceNumber,licenceUntil,registrationCode,rescueCode,deviceCode,installedOn,floors,ratedSpeedMps,userUnit,safetyOfficerId,onDemandMaintenance
district,120101,,,,,,,,,,和平区,,,,,,,,,,,
site,120101,S1,,,,,,,,,"天塔花园, 1号楼",,,,,,,,,,,
firm,,,F1,,,,,,,,安梯维保,TS3312-2026,2028-12-31,,,,,,,,,
station,120101,,,ST1,,,,,,,和平网格站,,,,,,,,,,,
lift,120101,S1,F1,,L1,,,,,卫津路1号,1号梯,,,31101201012015010001,012345,31101201012015001,2015-06-01,B1 1 2 3,1.75,天塔物业,C9,yes
contact,,S1,,,,C1,,manager,sms,13812345678,,,,,,,,,,,,
contact,,,,ST1,,C2,,station,voice,13812345679,,,,,,,,,,,,
`;

test('what is exported in full is imported again as it was, and changes nothing', async () => {
  const [first, second] = [await open(), await open()];
  expect(await take(first, csv)).toEqual({ rowsCount: 7, liftsChangedCount: 1, rowsRemovedCount: 0, warnings: [] });
  const text = await exportRegistry(first, { format: 'csv', isFull: true });
  await take(second, text);
  expect(await exportRegistry(second, { format: 'csv', isFull: true })).toBe(text);
  expect(await take(first, text)).toMatchObject({ liftsChangedCount: 0 });
  const yaml = await exportRegistry(first, { format: 'yaml', isFull: true });
  await take(second, yaml, 'yaml');
  expect(await exportRegistry(second, { format: 'yaml', isFull: true })).toBe(yaml);
});

test('a code that looks odd is taken, and told with the line it stands on', async () => {
  const odd = csv.replace('31101201012015010001', '31101201012015130001');
  expect(await take(await open(), odd)).toMatchObject({
    liftsChangedCount: 1,
    warnings: ['line 6: registrationCode: places 15-16, 13: the month of its registration, 01 to 12 (seen)'],
  });
});

test('a file of another encoding is refused by line, since its names would be told to people', async () => {
  const database = await open();
  // 安梯维保 in GBK.
  const bytes = Buffer.concat([Buffer.from('type,firmId,name\nfirm,F1,'), Buffer.from('b0b2ccddceacb1a3', 'hex')]);
  expect(await refused(database, bytes.toString('utf8'), 'csv')).toEqual(['line 2: not UTF-8: save the file as UTF-8']);
});

test('a file without rows, without the column type, or with other separators is told what to do', async () => {
  const database = await open();
  const why = async (text: string) => (await refused(database, text, 'csv')).join();
  expect(await why('')).toContain('it has no rows');
  expect(await why('type,liftId,name\n')).toContain('it has no rows');
  expect(await why('编号,名称\n1,2\n')).toBe(
    'its first line names no column type: name one so, in small letters; there are: 编号, 名称',
  );
  expect(await why('Type,liftId\nlift,L1\n')).toContain('there are: Type, liftId');
  expect(await why('type;liftId;name\nlift;L1;x\n')).toContain('separated by semicolons: save it with commas');
  expect(await why('type\tliftId\nlift\tL1\n')).toContain('separated by tabs');
  expect(await why('type,liftId,registrationCode\nlift,L1,311\n')).toBe(
    'line 2: registrationCode: "311": a registration code: 20 digits',
  );
});

test('an export masks numbers unless they are asked for', async () => {
  const database = await open();
  await take(database, csv);
  const text = await exportRegistry(database, { format: 'csv', isFull: false });
  expect(text).toContain('138****5678');
  expect(text).not.toContain('13812345678');
});

test('the rules hear of floors and speed, and never whose lift it is', async () => {
  const database = await open();
  await take(database, csv);
  const [entry] = await database.selectFrom('context_outbox').select('document').execute();
  expect(JSON.parse(entry!.document)).toMatchObject({
    type: 'lift-facts',
    ratedSpeedMps: 1.75,
    floors: ['B1', '1', '2', '3'],
  });
  expect(entry!.document).not.toMatch(/userUnit|safetyOfficer|address|rescueCode|天塔物业/);
  await take(database, csv.replace('天塔物业', '新物业'));
  expect(await database.selectFrom('context_outbox').select('id').execute()).toHaveLength(1);
});

const head = 'type,liftId,registrationCode,rescueCode,deviceCode,installedOn,onDemandMaintenance\n';
test.each([
  ['lift,L1,3110120101201501000,,,,', 'line 2: registrationCode'],
  ['lift,L1,,12345,,,', 'line 2: rescueCode'],
  ['lift,L1,,1234567,,,', 'line 2: rescueCode'],
  ['lift,L1,,,3110120101201500,,', 'line 2: deviceCode'],
  ['lift,L1,,,3110120101201500123,,', 'line 2: deviceCode'],
  ['lift,L1,,,,2015-13-01,', 'line 2: installedOn'],
  ['lift,L1,,,,,maybe', 'line 2: onDemandMaintenance'],
  ['lift,L1,,000001,,,\nlift,L2,,000001,,,', 'line 3: rescueCode: 000001 is already that of line 2'],
])('%s is refused: %s', (row, problem) => {
  expect(problemsOf(head + row)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'lift,L1,31101201012015010001,,,,',
  'lift,L1,,012345,,,',
  'lift,L1,,,31101201012015001,,',
  'lift,L1,,,311012010120150012,,',
  'lift,L1,,,,2015-06-01,no',
])('control: %s is taken', (row) => expect(problemsOf(head + row)).toEqual([]));

test('a lift names a code table that is known: by another every code of it would be an unknown one', () => {
  const of = (dialect: string) => problemsOf(`type,liftId,dialect\nlift,L1,${dialect}\n`);
  expect(of('maxin')).toEqual([
    expect.stringMatching(/^line 2: dialect: "maxin": a code table that is known: core, .*maixin/),
  ]);
  for (const dialect of ['maixin', 'Shanghai', '']) expect(of(dialect)).toEqual([]);
});

test.each([
  ['manager', '', '', 'siteId: is missing: a manager names the site'],
  ['firm', '', '', 'firmId: is missing: a firm contact names its firm'],
  ['crew', '', '', 'firmId: is missing: a firm contact names its firm'],
  ['manager', 'S1', '', undefined],
  ['crew', '', 'F1', undefined],
])('a contact of role %s with site "%s" and firm "%s": %s', (role, siteId, firmId, problem) => {
  const text = `type,contactId,role,siteId,firmId,channel\ncontact,C1,${role},${siteId},${firmId},log\n`;
  expect(problemsOf(text)).toEqual(problem === undefined ? [] : [`line 2: ${problem}`]);
});

const NO_ROWS = 'it has no rows: a line of column names, and below it a line for each row';
const NO_TYPE = 'its first line names no column type:';
test.each([
  ['', [NO_ROWS]],
  ['\n\n', [NO_ROWS]],
  ['type,liftId\n', [NO_ROWS]],
  ['liftId,name\nL1,x\n', [`${NO_TYPE} name one so, in small letters; there are: liftId, name`]],
  ['类型,电梯\nlift,L1\n', [`${NO_TYPE} name one so, in small letters; there are: 类型, 电梯`]],
  ['type;liftId\nlift;L1\n', [`${NO_TYPE} its columns are separated by semicolons: save it with commas`]],
  ['type\tliftId\nlift\tL1\n', [`${NO_TYPE} its columns are separated by tabs: save it with commas`]],
  [
    'type,liftId,name,name\nlift,L1,a,b\n',
    ['its first line names two columns "name": nobody can tell which is meant, rename or remove one'],
  ],
  [
    'type,liftId,address\nlift,L1,卫津路1号,2号楼\nlift,L2\nlift,L3,a,b\n',
    [2, 4].map(
      (line, i) =>
        `line ${line}: "${['2号楼', 'b'][i]}" stands under no column: put a text that has a comma in it in quotes`,
    ),
  ],
  // As spreadsheets leave them: rows below the table, columns beside it, and the line ends of two systems.
  ['type,liftId,,\r\nlift,L1,,\r\n,,,\r\n,,,\r\n', []],
  [
    'type,liftId\nlift,L1\r\nlift,\r\n',
    ['line 3: liftId: is missing: must be a text, in quotes where it looks like a number'],
  ],
])('%j as a file: %j', (text, problems) => expect(problemsOf(text)).toEqual(problems));

test('a wrong number of a person is told by its place, and not repeated', () => {
  const [problem] = problemsOf('type,contactId,role,siteId,channel,address\ncontact,C1,manager,S1,sms,138 1234 5678\n');
  expect(problem).toBe('line 2: address: not as it should be: for sms: a phone number: digits, + in front allowed');
});

test.each(['1391234567', '139123456789', '+86139123456789', '861391234567'])(
  '%s is no mobile number of China, and would reach nobody',
  (number) => {
    const [problem] = problemsOf(`type,contactId,role,siteId,channel,address\ncontact,C1,manager,S1,sms,${number}\n`);
    expect(problem).toContain('a mobile number of China has 11 digits');
    expect(problem).not.toContain(number);
  },
);
test.each(['13912345678', '+8613912345678', '8613912345678', '02212345678', '96333', '4008123456', '+14155550123'])(
  '%s is a phone number',
  (number) => {
    expect(problemsOf(`type,contactId,role,siteId,channel,address\ncontact,C1,manager,S1,sms,${number}\n`)).toEqual([]);
  },
);

const many = 'type,liftId,registrationCode,ratedSpeedMps,onDemandMaintenance,Name,placeType\n';
test.each([
  [
    'lift,L1,3.11012E+19,,,,',
    'line 2: registrationCode: "3.11012E+19": a registration code: 20 digits; the spreadsheet has lost digits: format the column as text',
  ],
  ['lift,L1,,1.75m/s,,,', 'line 2: ratedSpeedMps: "1.75m/s": must be a number'],
  ['lift,L1,,,否,,', 'line 2: onDemandMaintenance: "否": must be yes or no'],
  ['lift,L1,,,,一号,', expect.stringMatching(/^line 2: lift: no field "Name"\. A lift has liftId, .*name/)],
  ['lift,L1,,,,,住宅', expect.stringMatching(/^line 2: placeType: "住宅": must be one of .*residential/)],
  ['lift,TJ－001,,,,,', expect.stringMatching(/^line 2: liftId: "TJ－001": must be Lift id: 1-64 characters of A-Z/)],
])('%s says what stands there and what should', (row, problem) => expect(problemsOf(many + row)).toEqual([problem]));

const refused = async (
  database: Awaited<ReturnType<typeof open>>,
  text: string,
  format: 'csv' | 'yaml' = 'yaml',
): Promise<readonly string[]> =>
  take(database, text, format).then(
    () => [],
    (error: unknown) => (error as { problems: readonly string[] }).problems,
  );

test('a row that refers to what is neither in the registry nor in the file: each is told, nothing is taken', async () => {
  const database = await open();
  const text = `
firms: [{firmId: F1, name: 安梯维保}]
lifts:
  - {liftId: L1, siteId: S9, firmId: F1}
  - {liftId: L2, firmId: F2}
contacts:
  - {contactId: C1, role: manager, siteId: S9, channel: log}
  - {contactId: C2, role: station, stationId: ST9, channel: log}
rotas: [{rotaId: R1, firmId: F3, shifts: [{from: "08:00", to: "20:00", people: [P1]}]}]
`;
  expect(await refused(database, text)).toEqual([
    'lifts[0]: siteId: no site S9: add it to sites, or import it first',
    'lifts[1]: firmId: no firm F2: add it to firms, or import it first',
    'contacts[0]: siteId: no site S9: add it to sites, or import it first',
    'contacts[1]: stationId: no station ST9: add it to stations, or import it first',
    'rotas[0]: firmId: no firm F3: add it to firms, or import it first',
  ]);
  for (const table of ['lift', 'firm', 'contact', 'context_outbox'] as const)
    expect([table, await database.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
});

test('control: what an earlier import brought, or a later row of the file, may be referred to', async () => {
  const database = await open();
  expect(
    await refused(database, 'sites: [{siteId: S1, name: 天塔花园}]\nfirms: [{firmId: F1, name: 安梯维保}]'),
  ).toEqual([]);
  expect(
    await refused(database, 'lifts: [{liftId: L1, siteId: S1, firmId: F2}]\nfirms: [{firmId: F2, name: 津梯维保}]'),
  ).toEqual([]);
});

test('a code that a lift of an earlier import has is refused, naming the lift; the same lift again is not', async () => {
  const database = await open();
  const lift = (liftId: string, code: string) => `lifts: [{liftId: ${liftId}, rescueCode: "${code}"}]`;
  expect(await refused(database, lift('L1', '000001'))).toEqual([]);
  expect(await refused(database, lift('L2', '000001'))).toEqual([
    'lifts[0]: rescueCode: 000001 is already that of lift L1',
  ]);
  expect(await refused(database, lift('L1', '000001'))).toEqual([]);
  expect(await refused(database, lift('L2', '000002'))).toEqual([]);
});

test('what is exported in full is imported again as it was: languages, stand-ins and all; who is forgotten is left out', async () => {
  const database = await open();
  const text = `
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: P1, role: crew, firmId: F1, channel: sms, address: "13800000001", language: en}
  - {contactId: P1-call, personId: P1, role: crew, firmId: F1, channel: voice, address: "13800000001"}
  - {contactId: P2, role: crew, firmId: F1, channel: sms, address: "13800000002"}
  - {contactId: op, role: operator, channel: log}
rotas:
  - rotaId: R1
    firmId: F1
    shifts: [{from: "00:00", to: "00:00", people: [P1]}]
    overrides: [{from: "2026-03-01T11:00:00+08:00", to: "2026-03-01T13:00:00+08:00", personId: P2}]
`;
  expect(await refused(database, text)).toEqual([]);
  await eraseContact(database, 'P2', { id: 'op', nowMs: 1 });
  const exported = await exportRegistry(database, { format: 'yaml', isFull: true });
  expect(exported).not.toContain('contactId: P2');
  const second = await open();
  expect(await refused(second, exported)).toEqual([]);
  expect(await exportRegistry(second, { format: 'yaml', isFull: true })).toBe(exported);
  expect(exported).toContain('language: en');
  expect(exported).toContain('2026-03-01T03:00:00.000Z');
});

test('a row is taken out when nothing refers to it any more', async () => {
  const database = await open();
  const text = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
stations: [{stationId: ST1, name: 和平网格站}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: log}
  - {contactId: C2, role: station, stationId: ST1, channel: log}
rotas: [{rotaId: R1, firmId: F1, shifts: [{from: "08:00", to: "20:00", people: [P1]}]}]
`;
  expect(await refused(database, text)).toEqual([]);
  const removing = (list: Removal['list'], id: string) =>
    removeRow(database, { list, id }, { nowMs: 2, by: 'op' }).then(
      () => 'removed',
      (error: unknown) => `${(error as { code: string }).code}: ${(error as Error).message}`,
    );
  expect(await removing('firms', 'F1')).toBe(
    'LIFT_DISPATCH_IN_USE: firm F1 is used by 1 rota: move or remove them first',
  );
  expect(await removing('sites', 'S1')).toContain('used by 1 contact');
  expect(await removing('districts', '120101')).toContain('used by 1 site');
  expect(await removing('stations', 'ST1')).toContain('used by 1 contact');
  for (const [list, id] of [
    ['rotas', 'R1'],
    ['firms', 'F1'],
    ['contacts', 'C1'],
    ['contacts', 'C2'],
    ['sites', 'S1'],
    ['stations', 'ST1'],
    ['districts', '120101'],
  ] as const)
    expect([list, await removing(list, id)]).toEqual([list, 'removed']);
  expect(await removing('contacts', 'C1')).toContain('LIFT_DISPATCH_NOT_FOUND');
});

const town = `
sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯维保}]
lifts:
  - {liftId: L1, name: 1号梯, siteId: S1, firmId: F1, rescueCode: "000001"}
  - {liftId: L2, siteId: S1, firmId: F1}
contacts: [{contactId: C1, role: manager, siteId: S1, channel: log}]
`;
const contextOf = async (database: Awaited<ReturnType<typeof open>>, liftId: string) =>
  (
    await database
      .selectFrom('context_outbox')
      .select('document')
      .where('lift_id', '=', liftId)
      .orderBy('seq')
      .execute()
  )
    .map((row) => JSON.parse(row.document) as ContextEntry)
    .map((entry) => entry.type);

test('a lift marked removed in a file is taken out, its plate is free, and the rules hear of it; imported again it is back', async () => {
  const database = await open();
  await take(database, town, 'yaml');
  const marked = 'type,liftId,rescueCode,floors,removed\nlift,L1,not looked at,,yes\n';
  expect(await take(database, marked)).toEqual({
    rowsCount: 0,
    liftsChangedCount: 0,
    rowsRemovedCount: 1,
    warnings: [],
  });
  expect(await take(database, marked)).toMatchObject({ rowsRemovedCount: 0 });
  expect(await contextOf(database, 'L1')).toEqual(['lift-facts', 'lift-removed']);
  expect(await exportRegistry(database, { format: 'yaml', isFull: true })).not.toContain('liftId: L1');
  expect((await testCallStandings(database, { nowMs: 9, limit: 9 })).map((one) => one.liftId)).toEqual(['L2']);
  expect(await refused(database, 'lifts: [{liftId: L3, rescueCode: "000001"}]')).toEqual([]);
  // Its plate is on another lift now: it comes back only with what is its own.
  expect(await refused(database, town)).toEqual(['lifts[0]: rescueCode: 000001 is already that of lift L3']);
  expect(await refused(database, 'lifts: [{liftId: L1, name: 1号梯, siteId: S1, firmId: F1}]')).toEqual([]);
  expect(await contextOf(database, 'L1')).toEqual(['lift-facts', 'lift-removed', 'lift-facts']);
  expect(await database.selectFrom('removed_lift').select('lift_id').execute()).toEqual([]);
  const ledger = await database.selectFrom('ledger').select('document').where('subject', '=', 'L1').execute();
  expect(ledger.map((row) => JSON.parse(row.document) as object)).toEqual([
    { liftId: 'L1', registered: false, by: 'op' },
    { liftId: 'L1', registered: true, by: 'op' },
  ]);
});

test('a whole site goes out with one file, whatever the order of its rows; half of it is refused, and nothing is taken', async () => {
  const database = await open();
  await take(database, town, 'yaml');
  const half = 'type,siteId,liftId,removed\nsite,S1,,yes\nlift,,L1,yes\n';
  expect(
    await take(database, half).then(
      () => [],
      (error: unknown) => (error as { problems: readonly string[] }).problems,
    ),
  ).toEqual(['line 2: site S1 is used by 1 lift, 1 contact: move or remove them first']);
  expect(await database.selectFrom('lift').select('lift_id').execute()).toHaveLength(2);
  const whole = `${half}lift,,L2,1\n`
    .replace('type,siteId', 'type,contactId,siteId')
    .replace(/\n(site|lift),/g, '\n$1,,');
  expect(await take(database, `${whole}contact,C1,,,true\n`)).toMatchObject({ rowsRemovedCount: 4 });
  expect(await database.selectFrom('site').selectAll().execute()).toEqual([]);
});

test.each([
  ['lift,L1,maybe', ['line 2: removed: yes or no']],
  ['lift,,yes', ['line 2: liftId: an id, to be removed']],
  ['lift,L1,yes\nlift,L1,', ['line 3: lift L1 is already at line 2']],
  ['lift,L1,no', []],
  ['lift,L1,', []],
])('%s: %j', (row, problems) => expect(problemsOf(`type,liftId,removed\n${row}`)).toEqual(problems));

test('a list with something that is no row is refused, and no fault of ours', async () => {
  const database = await open();
  expect(
    await refused(database, 'lifts: [null, L1, {liftId: L2, removed: nonsense}, {liftId: L3, removed: 0}]'),
  ).toEqual([
    expect.stringMatching(/^lifts\[0\]: lift: /),
    expect.stringMatching(/^lifts\[1\]: lift: /),
    'lifts[2]: removed: yes or no',
    'lifts[3]: removed: yes or no',
  ]);
});

test.each([
  ['lifts:\n', []],
  ['lifts: 5\n', ['lifts: must be a list, "- " before each of its rows']],
  ['lift: []\n', []],
  [
    'lifts: [{liftId: L1, registrationCode: 31101201012015010001}]',
    [
      expect.stringMatching(
        /^lifts\[0\]: registrationCode: 3.*: must be a text, in quotes where it looks like a number$/,
      ),
    ],
  ],
])('YAML %j: %j', async (text, problems) => expect(await refused(await open(), text)).toEqual(problems));

test('all that is wrong with a file is told at once, in its order: with a row itself, among the rows, and against the registry', async () => {
  const database = await open();
  await take(database, 'lifts: [{liftId: L9, rescueCode: "000009"}]', 'yaml');
  const lines = [
    'type,liftId,siteId,firmId,name,rescueCode',
    'site,,S1,,,',
    'lift,L1,S1,nofirm,,12',
    'lift,L2,S1,nofirm,,000009',
    'lift,L3,nosite,,,000003',
    'lift,L4,,,,000003',
    'lift,L3,,,,',
    'truck,,,,,',
  ];
  const refusal = importRegistry(database, { text: lines.join('\n'), format: 'csv' }, { nowMs: 1, by: 'op' });
  await expect(refusal).rejects.toMatchObject({
    code: 'LIFT_DISPATCH_IMPORT_INVALID',
    problems: [
      'line 2: name: is missing: must be a text, in quotes where it looks like a number',
      'line 3: rescueCode: "12": a rescue code: 6 digits, as on the plate in the car',
      'line 4: firmId: no firm nofirm: add it to firms, or import it first',
      'line 4: rescueCode: 000009 is already that of lift L9',
      'line 5: siteId: no site nosite: add it to sites, or import it first',
      'line 6: rescueCode: 000003 is already that of line 5',
      'line 7: lift L3 is already at line 5',
      'line 8: type "truck" is none of district, site, firm, station, lift, contact, rota',
    ],
  });
  expect(await database.selectFrom('lift').select('lift_id').execute()).toEqual([{ lift_id: 'L9' }]);
  expect(await contextOf(database, 'L2')).toEqual([]);
  const one = importRegistry(
    database,
    { text: 'lifts: [{liftId: L1, rescueCode: "1"}]', format: 'yaml' },
    { nowMs: 1, by: 'op' },
  );
  await expect(one).rejects.toThrow('1 problem, nothing was imported');
});
