import type { Placed } from '../panels/panel.ts';
import { timeSeriesPanel } from '../panels/time-series.ts';
import type { Step } from '../panels/thresholds.ts';
import { t } from '../text.ts';

const mean = (measurement: string, fields: readonly (readonly [field: string, name: string])[]): string =>
  `SELECT ${fields.map(([field, name]) => `mean("${field}") AS "${name}"`).join(', ')} FROM "${measurement}" WHERE "lift_id" = '$lift' AND $timeFilter GROUP BY time($__interval) fill(none)`;

const upTo = (limit: number): readonly Step[] => [
  { from: null, color: 'green' },
  { from: limit, color: 'red' },
];

/** What wear shows itself in, with the limit where a source names one; a value that the terminal does not report is absent. */
export const trendPanels: readonly Placed[] = [
  timeSeriesPanel({
    title: t('开关门时间', 'door times'),
    about: t(
      '每次开门、关门用时的平均值。限值因门宽和门型而异，不画线；看相对自身的变化（+15% 关注，+30% 处理，liftwatch 默认值）。',
      'Mean time to open and to close. Limits depend on the door’s width and kind, so no line is drawn; look at the change against its own past (+15 % watch, +30 % act: liftwatch default).',
    ),
    width: 8,
    queries: [
      mean('door_cycle', [
        ['open_time_ms', '开门 open'],
        ['close_time_ms', '关门 close'],
      ]),
    ],
    unit: 'ms',
    min: 0,
  }),
  timeSeriesPanel({
    title: t('重开门与门锁抖动', 'reopenings and lock bounces'),
    about: t(
      '每次门循环的重开次数与门锁抖动次数的平均值（关注：重开 >5%，抖动 ≥1/200，liftwatch 默认值）。',
      'Mean reopenings and lock bounces per door cycle (watch: reopenings above 5 %, bounces from 1 in 200: liftwatch default).',
    ),
    width: 8,
    queries: [
      mean('door_cycle', [
        ['reopens', '重开 reopenings'],
        ['lock_bounces', '抖动 bounces'],
      ]),
    ],
    unit: 'none',
    decimals: 2,
    min: 0,
  }),
  timeSeriesPanel({
    title: t('平层误差', 'levelling error'),
    about: t(
      '停靠时轿厢与层站的高差（正为偏高），平均值。红线：±10 mm（EN 81-20 / GB/T 7588.1-2020 平层准确度，凭记忆引用，未核对原文）。',
      'Mean height of the car above the landing at a stop. Red line: 10 mm (stopping accuracy of EN 81-20 / GB/T 7588.1-2020, recalled and not checked against the text).',
    ),
    width: 8,
    queries: [mean('trip', [['levelling_error_mm', '误差 error']])],
    unit: 'lengthmm',
    limits: [
      { from: null, color: 'red' },
      { from: -10, color: 'green' },
      { from: 10, color: 'red' },
    ],
  }),
  timeSeriesPanel({
    title: t('制动器延时', 'brake delays'),
    about: t(
      '制动器释放与抱闸延时的平均值。看相对自身的变化（释放 +25%，抱闸 +20%，liftwatch 默认值）。',
      'Mean delay of the brake to release and to apply. Look at the change against its own past (release +25 %, apply +20 %: liftwatch default).',
    ),
    width: 8,
    queries: [
      mean('trip', [
        ['brake_release_delay_ms', '释放 release'],
        ['brake_apply_delay_ms', '抱闸 apply'],
      ]),
    ],
    unit: 'ms',
    min: 0,
  }),
  timeSeriesPanel({
    title: t('振动 A95', 'vibration A95'),
    about: t(
      '行程中轿厢振动的 A95 平均值。红线 0.20 m/s² 为垂直方向（GB/T 10058-2009，凭记忆引用，未核对原文）；水平方向限值为 0.15。',
      'Mean A95 of the car’s vibration on a trip. Red line: 0.20 m/s² for the vertical (GB/T 10058-2009, recalled and not checked against the text); the horizontal limit is 0.15.',
    ),
    width: 8,
    queries: [
      mean('trip', [
        ['vibration_a95_x_mps2', 'x'],
        ['vibration_a95_y_mps2', 'y'],
        ['vibration_a95_z_mps2', 'z 垂直 vertical'],
      ]),
    ],
    unit: 'accMS2',
    decimals: 3,
    min: 0,
    limits: upTo(0.2),
  }),
  timeSeriesPanel({
    title: t('温度', 'temperatures'),
    about: t(
      '机房、电机和控制柜温度的平均值。红线 40 ℃ 为机房上限（GB/T 7588，凭记忆引用，未核对原文）。',
      'Mean temperatures of machine room, motor and cabinet. Red line: 40 °C for the machine room (GB/T 7588, recalled and not checked against the text).',
    ),
    width: 8,
    queries: [
      mean('lift_state', [
        ['machine_room_temperature_c', '机房 machine room'],
        ['motor_temperature_c', '电机 motor'],
        ['controller_temperature_c', '控制柜 cabinet'],
      ]),
    ],
    unit: 'celsius',
    limits: upTo(40),
  }),
];
