import type { WarningComponent } from './component.ts';

/** One item of TSG T5002-2017 annex A to look at on site; item numbers and texts as quoted by running code [S]. */
export interface SiteCheck {
  readonly item: string;
  readonly zh: string;
  readonly en: string;
}

const check = (item: string, zh: string, en: string): SiteCheck => ({ item, zh, en });

const machine = check(
  'A-1-3',
  '驱动主机:运行时无异常振动和异常声响',
  'Machine: no abnormal vibration or noise while running',
);
const brakePins = check('A-1-4', '制动器各销轴:动作灵活', 'Brake pins: move freely');
const brakeGap = check('A-1-5', '制动器间隙:打开时制动衬与制动轮不摩擦', 'Brake gap: lining does not rub when open');
const brakeLog = check('A-1-6', '制动力自监测:有记录', 'Brake force self-monitoring: on record');
const encoder = check('A-1-7', '编码器:清洁,安装牢固', 'Encoder: clean and firmly fixed');
const doorGuard = check('A-1-20', '轿门防撞击保护装置:功能有效', 'Door protective device: effective');
const carLock = check('A-1-21', '轿门门锁电气触点:清洁,接触良好', 'Car door lock contact: clean, good contact');
const carDoor = check('A-1-22', '轿门运行:开启和关闭工作正常', 'Car door: opens and closes properly');
const levelling = check('A-1-23', '轿厢平层准确度:符合标准值', 'Levelling accuracy: within the standard value');
const landingClose = check('A-1-26', '层门自动关门装置:正常', 'Landing door self-closing device: works');
const landingLock = check('A-1-28', '层门门锁电气触点:清洁,接触良好', 'Landing door lock contact: clean, good contact');
const lining = check('A-2-2', '制动衬:清洁,磨损量不超过要求', 'Brake lining: clean, wear within limits');
const encoderWorks = check('A-2-3', '编码器:工作正常', 'Encoder: works');
const sheave = check('A-2-5', '曳引轮槽、悬挂装置:清洁,张力均匀', 'Sheave grooves and suspension: clean, even tension');
const brakeMonitor = check('A-3-4', '制动器动作状态监测装置:工作正常', 'Brake action monitoring: works');
const ropes = check(
  'A-3-8',
  '悬挂装置、补偿绳:磨损量、断丝数不超过要求',
  'Suspension and compensation: wear and broken wires within limits',
);
const contacts = check('A-4-2', '接触器、继电器触点:接触良好', 'Contactors and relays: good contact');
const brakeForce = check(
  'A-4-4',
  '制动能力:必要时进行125%额定载荷制动试验',
  'Braking ability: test with 125 % load when needed',
);
const weighing = check('A-4-14', '称重装置:准确有效', 'Load weighing device: accurate');

/** What a warning may suspect, and what a person may answer. `checks` in the order in which to look. */
export const warningCauses = [
  {
    cause: 'door-operator-wear',
    component: 'door',
    zh: '门机或轿门磨损',
    en: 'worn door operator or car door',
    checks: [carDoor, doorGuard],
  },
  {
    cause: 'landing-door-drag',
    component: 'door',
    zh: '某层层门阻滞',
    en: 'landing door of one floor drags',
    checks: [landingClose, landingLock],
  },
  { cause: 'sill-debris', component: 'door', zh: '地坎异物', en: 'debris in a sill', checks: [landingClose, carDoor] },
  {
    cause: 'door-protection-trouble',
    component: 'door',
    zh: '光幕或防撞保护异常',
    en: 'light curtain or protective device disturbed',
    checks: [doorGuard, carDoor],
  },
  {
    cause: 'lock-contact-wear',
    component: 'lock',
    zh: '门锁触点磨损',
    en: 'worn lock contact',
    checks: [carLock, landingLock],
  },
  {
    cause: 'landing-lock-contact-wear',
    component: 'lock',
    zh: '某层层门锁触点磨损',
    en: 'worn lock contact of one landing',
    checks: [landingLock],
  },
  {
    cause: 'brake-lining-wear',
    component: 'brake',
    zh: '制动衬磨损',
    en: 'worn brake lining',
    checks: [lining, brakeGap, brakeForce, brakeLog],
  },
  {
    cause: 'brake-release-slow',
    component: 'brake',
    zh: '制动器打开迟缓',
    en: 'brake releases slowly',
    checks: [brakePins, brakeGap, brakeMonitor],
  },
  {
    cause: 'brake-hold-weak',
    component: 'movement',
    zh: '制动保持力不足',
    en: 'brake holds weakly',
    checks: [brakeForce, lining, brakeLog],
  },
  { cause: 'bearing-wear', component: 'drive', zh: '主机或轴承磨损', en: 'bearing or machine wear', checks: [machine] },
  {
    cause: 'drive-load-grows',
    component: 'drive',
    zh: '驱动负荷增大',
    en: 'drive works harder',
    checks: [machine, brakeGap],
  },
  {
    cause: 'machine-overheats',
    component: 'drive',
    zh: '主机温升异常',
    en: 'machine runs hotter',
    checks: [machine, brakeGap],
  },
  {
    cause: 'sheave-slip',
    component: 'rope',
    zh: '曳引轮槽磨损打滑',
    en: 'sheave grooves worn, ropes slip',
    checks: [sheave, ropes],
  },
  { cause: 'rope-elongation', component: 'rope', zh: '钢丝绳伸长', en: 'ropes stretched', checks: [ropes, sheave] },
  {
    cause: 'levelling-drift',
    component: 'levelling',
    zh: '平层漂移',
    en: 'levelling drifts',
    checks: [levelling, encoderWorks],
  },
  {
    cause: 'landing-vane-moved',
    component: 'levelling',
    zh: '某层平层感应件移位',
    en: 'vane or magnet of one floor moved',
    checks: [levelling],
  },
  { cause: 'load-cell-drift', component: 'levelling', zh: '称重装置漂移', en: 'load cell drifts', checks: [weighing] },
  {
    cause: 'encoder-trouble',
    component: 'levelling',
    zh: '编码器异常',
    en: 'encoder trouble',
    checks: [encoder, encoderWorks],
  },
  {
    cause: 'guide-wear',
    component: 'ride',
    zh: '导靴或滚轮磨损',
    en: 'worn guide shoes or rollers',
    checks: [machine, sheave],
  },
  { cause: 'rail-joint', component: 'ride', zh: '导轨接头不平', en: 'step in a rail joint', checks: [machine] },
  { cause: 'contactor-slow', component: 'control', zh: '接触器动作迟缓', en: 'slow contactor', checks: [contacts] },
  {
    cause: 'cabinet-overheats',
    component: 'control',
    zh: '控制柜温升异常',
    en: 'control cabinet runs hotter',
    checks: [contacts],
  },
  {
    cause: 'run-time-grows',
    component: 'drive',
    zh: '运行时间变长',
    en: 'runs take longer',
    checks: [machine, encoderWorks],
  },
  {
    cause: 'usage-fell',
    component: 'control',
    zh: '使用量异常下降',
    en: 'used much less than its own profile',
    checks: [contacts],
  },
  { cause: 'sensor-fault', component: 'control', zh: '传感器异常,非磨损', en: 'sensor trouble, no wear', checks: [] },
] as const satisfies readonly {
  readonly cause: string;
  readonly component: WarningComponent;
  readonly zh: string;
  readonly en: string;
  readonly checks: readonly SiteCheck[];
}[];

export type WarningCause = (typeof warningCauses)[number]['cause'];
export const warningCauseNames = warningCauses.map((one) => one.cause) as [WarningCause, ...WarningCause[]];

const byName: ReadonlyMap<string, (typeof warningCauses)[number]> = new Map(
  warningCauses.map((one) => [one.cause, one]),
);

/** The row of a cause; undefined for a word that is none. */
export const warningCause = (cause: string): (typeof warningCauses)[number] | undefined => byName.get(cause);
