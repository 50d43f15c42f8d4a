import type { ProgressiveKind } from '../evaluation.ts';

/** What a mechanic writes down after the repair, as such records are kept. */
export const workDone: Readonly<Record<ProgressiveKind, string>> = {
  'door-operator-wear': '更换门机皮带、滚轮',
  'sill-debris': '清理层门地坎',
  'lock-contact-wear': '更换门锁触点',
  'brake-lining-wear': '更换制动衬,调整间隙',
  'bearing-defect': '更换主机轴承',
  'sheave-slip': '更换曳引轮',
  'rope-elongation': '更换钢丝绳,调整平层',
  'rail-joint': '修整导轨接头',
  'levelling-drift': '更换平层感应器',
  'load-cell-drift': '校准称重传感器',
  'encoder-loss': '更换编码器',
  'capacitor-ageing': '更换接触器、电容,调整抱闸电源',
};
