import type { Language } from './language.tsx';

/**
 * Where limits come from, in Chinese; the engine and its rules tell it in English. The marks of how sure a source is
 * ([S] seen, [R] recalled, [D] ours) and the names of standards stay as they are.
 */
export const sourcesInChinese: Readonly<Record<string, string>> = {
  'liftwatch default [D]': 'liftwatch 默认值 [D]',
  'liftwatch default [D]; below 2 s a clock counts as right': 'liftwatch 默认值 [D]；偏差不足 2 秒视为准确',
  'liftwatch default, Asia/Shanghai [D]': 'liftwatch 默认值，北京时间 [D]',
  'liftwatch default, filters 5.3 [D]': 'liftwatch 默认值，滤波 5.3 [D]',
  'liftwatch default: a median of trips [D]': 'liftwatch 默认值：取多次运行的中位数 [D]',
  'liftwatch default: ends that far below its limit [D]': 'liftwatch 默认值：低于限值这么多才解除 [D]',
  'liftwatch default: signals of one start may come one after the other [D]':
    'liftwatch 默认值：一次启动的各信号可能先后到达 [D]',
  'liftwatch default: a display may follow its car late [D]': 'liftwatch 默认值：楼层显示可能滞后于轿厢 [D]',
  'liftwatch default: a dip is no failure; the code of the same loss may follow the signal [D]':
    'liftwatch 默认值：电压瞬降不算断电；同一断电的代码可能晚于信号 [D]',
  'liftwatch default: the code of the same change may follow the signal [D]':
    'liftwatch 默认值：同一变化的代码可能晚于信号 [D]',
  'liftwatch default: lifts that park with the door open [D]': 'liftwatch 默认值：有的电梯开门停靠 [D]',
  'liftwatch default: a habit is seen three times [D]': 'liftwatch 默认值：出现三次才算惯例 [D]',
  'liftwatch default; door-fault timers of terminals are set in minutes [S], priorities section 9 [D]':
    'liftwatch 默认值；终端的门故障计时以分钟设定 [S]，优先级第 9 节 [D]',
  'liftwatch default, entrapment decision table 5.2 [D] row 1, modes 0, 3, 4, 6':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 1 行，模式 0、3、4、6',
  'liftwatch default, entrapment decision table 5.2 [D] row 2': 'liftwatch 默认值，困人判定表 5.2 [D] 第 2 行',
  'liftwatch default, entrapment decision table 5.2 [D] row 2, mechanic':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 2 行，维保人员在场',
  'liftwatch default, entrapment decision table 5.2 [D] row 2, pressed while moving':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 2 行，运行中按下',
  'liftwatch default, entrapment decision table 5.2 [D] row 3 with a safety fault':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 3 行，并有安全类故障',
  'liftwatch default, entrapment decision table 5.2 [D] row 3; deployed terminals 20 s [S]':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 3 行；在用终端为 20 秒 [S]',
  'liftwatch default, entrapment decision table 5.2 [D] row 3; deployed terminals 20-90 s [S]':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 3 行；在用终端为 20–90 秒 [S]',
  'liftwatch default, entrapment decision table 5.2 [D] row 4': 'liftwatch 默认值，困人判定表 5.2 [D] 第 4 行',
  'liftwatch default, entrapment decision table 5.2 [D] row 4 without evidence':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 4 行，没有佐证',
  'liftwatch default, entrapment decision table 5.2 [D] rows 4 and 6 with evidence; edge video default 90 s [S]':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 4、6 行，有佐证；边缘视频默认 90 秒 [S]',
  'liftwatch default, entrapment decision table 5.2 [D] row 5, automatic rescue window':
    'liftwatch 默认值，困人判定表 5.2 [D] 第 5 行，自动救援时间',
  'liftwatch default, entrapment decision table 5.2 [D] row 6': 'liftwatch 默认值，困人判定表 5.2 [D] 第 6 行',
  'liftwatch default, entrapment decision table 5.2 [D] row 10': 'liftwatch 默认值，困人判定表 5.2 [D] 第 10 行',
  'liftwatch default, entrapment decision table 5.2 [D]; person sensors hold 10-25 s [S]':
    'liftwatch 默认值，困人判定表 5.2 [D]；人员传感器保持 10–25 秒 [S]',
  'unlocking zone 0.20 m, EN 81-20 [R+]; it stops unintended movement within 1.20 m, 5.6.7 [R+]':
    '开锁区 0.20 m，EN 81-20 [R+]；意外移动须在 1.20 m 内制停，5.6.7 [R+]',
  'deployed firmware wants two samples [S]; 1 s is ours [D]': '在用固件要求两次采样 [S]；1 秒为自定 [D]',
  'deployed firmware: at once [S]': '在用固件：立即判定 [S]',
  'deployed terminal firmware 45-60 s [S]': '在用终端固件为 45–60 秒 [S]',
  'governor trips at 115 % of rated speed or above, EN 81-20 [R+]':
    '限速器动作速度不低于额定速度的 115%，EN 81-20 [R+]',
  'three times the longest closing time of GB/T 10058-2009 [R], ours [D]':
    'GB/T 10058-2009 最长关门时间的三倍 [R]，自定 [D]',
  'four times the longest opening time of GB/T 10058-2009 [R], ours [D]':
    'GB/T 10058-2009 最长开门时间的四倍 [R]，自定 [D]',
  'full travel time + 10 s, EN 81-20 5.9.2.7 [R+]': '全程运行时间加 10 秒，EN 81-20 5.9.2.7 [R+]',
  'not below 20 s, EN 81-20 5.9.2.7 [R+]': '不小于 20 秒，EN 81-20 5.9.2.7 [R+]',
  'at most 45 s while the car gets nowhere, EN 81-20 5.9.2.7 [R+]': '轿厢不移动时最多 45 秒，EN 81-20 5.9.2.7 [R+]',
  'floor and direction plausibility, filters 5.3 [D]': '楼层与方向合理性，滤波 5.3 [D]',
  'flap damping over 10 min, filters 5.3 [D]': '10 分钟内的反复抑制，滤波 5.3 [D]',
  'filters 5.3: P = 1 for more than 4 h, no door cycle [D]': '滤波 5.3：P = 1 超过 4 小时且无开关门 [D]',
  'filters 5.3: a sensor fault counts from 3 times a day [S]; one that lasts a day counts too [D]':
    '滤波 5.3：传感器故障每天 3 次起计 [S]；持续一天的也计 [D]',
  'field reference 4.1 [D]': '行业参考 4.1 [D]',
  'field reference 4.1: healthy is 0, watch from 1 in 200 cycles [D]':
    '行业参考 4.1：正常为 0，每 200 次出现 1 次起关注 [D]',
  'field reference 4.1: watch from 1 in 200 cycles; act ours [D]':
    '行业参考 4.1：每 200 次出现 1 次起关注；处理限值为自定 [D]',
  'field reference 4.1: 3 reopens in one stop [D]': '行业参考 4.1：一次停靠反复开门 3 次 [D]',
  'field reference 4.1: blocked for more than 3 min [D]': '行业参考 4.1：受阻超过 3 分钟 [D]',
  'field reference 4.2 [D]': '行业参考 4.2 [D]',
  'field reference 4.2, watch at half of it [D]': '行业参考 4.2，达到一半即关注 [D]',
  'field reference 4.2: act below 1.25 times; brake test with 125 % load, TSG T5002 A-4-4 [S] for the item, [D]':
    '行业参考 4.2：低于 1.25 倍须处理；125% 载荷制动试验，项目见 TSG T5002 A-4-4 [S]，[D]',
  'field reference 4.3 [D]': '行业参考 4.3 [D]',
  'field reference 4.3: act above 0.5 % [D]': '行业参考 4.3：超过 0.5% 须处理 [D]',
  'field reference 4.4 [D]': '行业参考 4.4 [D]',
  'field reference 4.5 [D]; limit 10 mm EN 81-20 5.12.1.1.4 [R+]':
    '行业参考 4.5 [D]；限值 10 mm，EN 81-20 5.12.1.1.4 [R+]',
  'field reference 4.6: act above 45 °C [D]': '行业参考 4.6：超过 45 °C 须处理 [D]',
  'field reference 4.7 [D]': '行业参考 4.7 [D]',
  'field reference 4.7: always on for 5 min [D]': '行业参考 4.7：持续接通 5 分钟 [D]',
  'field reference 4.7: z below -3 [D]': '行业参考 4.7：z 低于 -3 [D]',
  'field reference 4.7: z < -3; 9 missed runs for evenly spread ones, about twice that for bunched ones [D]':
    '行业参考 4.7：z < -3；运行分布均匀时为漏 9 次，集中时约为两倍 [D]',
  'field reference 5.4 [D]': '行业参考 5.4 [D]',
  'field reference 5.4: 3-5 missed heartbeats [D]': '行业参考 5.4：漏 3–5 次心跳 [D]',
  'field reference 5.4: all frozen for 24 h [D]': '行业参考 5.4：全部信号 24 小时不变 [D]',
  'field reference section 9: a switch mismatch [D]': '行业参考第 9 节：开关状态不一致 [D]',
  'vertical A95 at most 0.20 m/s2, GB/T 10058-2009 [R+]; ISO 18738-1 itself sets no limits [S]':
    '垂直振动 A95 不大于 0.20 m/s²，GB/T 10058-2009 [R+]；ISO 18738-1 本身不设限值 [S]',
  'horizontal A95 at most 0.15 m/s2, GB/T 10058-2009 [R+]; ISO 18738-1 itself sets no limits [S]':
    '水平振动 A95 不大于 0.15 m/s²，GB/T 10058-2009 [R+]；ISO 18738-1 本身不设限值 [S]',
  'vertical peak to peak at most 0.30 m/s2, GB/T 10058-2009 [R+]; ISO 18738-1 itself sets no limits [S]':
    '垂直振动峰峰值不大于 0.30 m/s²，GB/T 10058-2009 [R+]；ISO 18738-1 本身不设限值 [S]',
  'horizontal peak to peak at most 0.20 m/s2, GB/T 10058-2009 [R+]; ISO 18738-1 itself sets no limits [S]':
    '水平振动峰峰值不大于 0.20 m/s²，GB/T 10058-2009 [R+]；ISO 18738-1 本身不设限值 [S]',
  'stopping accuracy +-10 mm, EN 81-20 5.12.1.1.4 [R+]; field reference 4.5: act above it [D]':
    '平层准确度 ±10 mm，EN 81-20 5.12.1.1.4 [R+]；行业参考 4.5：超过即处理 [D]',
  'insulation class F, act at 130 °C [R]': 'F 级绝缘，130 °C 须处理 [R]',
  'machine room +5 to +40 °C, GB/T 7588 [R+]': '机房 +5 至 +40 °C，GB/T 7588 [R+]',
  'three times the keep-alive of at most 5 min, field reference 1.2 [D]':
    '心跳间隔（最长 5 分钟）的三倍，行业参考 1.2 [D]',
  'as data-stale: a silent lift is not frozen [D]': '同 data-stale：没有消息不等于信号不变 [D]',
};

/** `override summer-1 (site plaza); default: ...`: what a version of rules set, beside what would hold without it. */
const OVERRIDE = /^override ([^ ]+)(?: \((.*)\))?; default: (.*)$/;

/** Where a limit comes from, in the reader's language; a source that is not known here is shown as it is. */
export const sourceIn = (source: string, language: Language): string => {
  if (language === 'en') return source;
  const [, version, whose, rest] = OVERRIDE.exec(source) ?? [];
  if (version === undefined || rest === undefined) return sourcesInChinese[source] ?? source;
  return `版本 ${version} 的改动${whose === undefined ? '' : `（${whose}）`}；默认：${sourceIn(rest, language)}`;
};
