import type { RefusalWords } from '@liftwatch/schemas';
import type { EngineErrorCode } from '../errors.ts';

/** What a refusal means and what to do, for readers of Chinese; docs/errors.md says the same in English. */
export const problemInChinese: Readonly<Record<EngineErrorCode, RefusalWords>> = {
  LIFT_ENGINE_CONFIG_INVALID: { title: '规则引擎的配置有误', remedy: '请更正所列配置项' },
  LIFT_ENGINE_PARTITION_UNKNOWN: { title: '存储中没有该分区', remedy: '请使用小于分区总数的编号' },
  LIFT_ENGINE_LOG_OLDER: {
    title: '读数日志比引擎的存储旧',
    remedy: '请恢复同一时刻的日志，或移除 spool.db 后重启，日志将从头判定',
  },
  LIFT_ENGINE_LIFT_UNKNOWN: { title: '未收到该电梯的任何数据或登记信息', remedy: '请检查电梯编号' },
  LIFT_ENGINE_REQUEST_INVALID: { title: '请求不符合格式', remedy: '请更正所列参数，格式见 /openapi.json' },
  LIFT_ENGINE_ROUTE_UNKNOWN: { title: '没有该地址', remedy: '可用地址见 /openapi.json' },
  LIFT_ENGINE_METHOD_UNKNOWN: { title: '该地址不支持此方法', remedy: '可用方法见 Allow 头' },
  LIFT_ENGINE_NOT_ACCEPTABLE: { title: '没有客户端接受的格式', remedy: '请在 Accept 头中加入所给格式或 */*' },
  LIFT_ENGINE_TIMEOUT: { title: '未在时限内完成', remedy: '请稍后重试，并查看日志' },
  LIFT_ENGINE_INTERNAL: { title: '规则引擎内部错误', remedy: '请连同日志行一并报告' },
};
