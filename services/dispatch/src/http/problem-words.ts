import type { RefusalWords } from '@liftwatch/schemas';
import type { DispatchErrorCode } from '../errors.ts';

/** What a refusal means and what to do, for readers of Chinese; docs/errors.md says the same in English. */
export const problemInChinese: Readonly<Record<DispatchErrorCode, RefusalWords>> = {
  LIFT_DISPATCH_CONFIG_INVALID: { title: '调度服务的配置缺失或有误', remedy: '请更正所列配置项' },
  LIFT_DISPATCH_POLICY_INVALID: { title: '策略文件不符合格式', remedy: '请更正所列字段，模板见 docs/incidents.md' },
  LIFT_DISPATCH_SECRET_UNREADABLE: { title: '密钥文件无法读取', remedy: '请检查 *_FILE 配置的路径及其权限' },
  LIFT_DISPATCH_NOT_OPEN: { title: '事件已关闭，或当前状态不允许此操作', remedy: '请先查看事件状态' },
  LIFT_DISPATCH_STILL_LASTS: { title: '事件仍在持续', remedy: '请先解除或判定误报，或等待其自行消除' },
  LIFT_DISPATCH_OWNED: { title: '已有其他人员接单', remedy: '请待命，负责人见原文' },
  LIFT_DISPATCH_NOT_FOUND: { title: '未找到', remedy: '请检查编号或地址' },
  LIFT_DISPATCH_METHOD_UNKNOWN: { title: '该地址不支持此方法', remedy: '可用方法见 Allow 头' },
  LIFT_DISPATCH_NOT_ACCEPTABLE: { title: '没有客户端接受的格式', remedy: '请在 Accept 头中加入所给格式或 */*' },
  LIFT_DISPATCH_BODY_INVALID: { title: '请求内容不符合格式', remedy: '请更正所列字段，格式见 /openapi.json' },
  LIFT_DISPATCH_TOKEN_WRONG: { title: '缺少令牌或令牌有误', remedy: '请使用数据目录或配置文件中的令牌' },
  LIFT_DISPATCH_FORBIDDEN: { title: '该角色无权执行此操作', remedy: '请使用其他角色的令牌，见 docs/security.md' },
  LIFT_DISPATCH_SIGN_IN: {
    title: '登录未完成',
    remedy: '请从 /auth/login 重新开始；若仍失败，请检查身份提供方及 LIFTWATCH_DISPATCH_OIDC_* 配置',
  },
  LIFT_DISPATCH_TOKEN_OLD: { title: '令牌签发过久', remedy: '请向身份提供方重新取得令牌' },
  LIFT_DISPATCH_PROVIDER_AWAY: {
    title: '无法核对身份提供方的令牌',
    remedy: '请检查身份提供方是否可达，及 LIFTWATCH_DISPATCH_OIDC_ISSUER 配置；访问令牌仍可使用',
  },
  LIFT_DISPATCH_RATE_LIMITED: { title: '请求过多，或错误凭据过多', remedy: '请按 Retry-After 等待后重试' },
  LIFT_DISPATCH_IDEMPOTENCY_KEY: {
    title: 'Idempotency-Key 格式有误，或已用于其他请求',
    remedy: '请为每个请求使用新的键',
  },
  LIFT_DISPATCH_UNDER_WAY: { title: '使用该 Idempotency-Key 的首个请求尚未完成', remedy: '请稍后以同一键重发' },
  LIFT_DISPATCH_LEDGER_KEY: {
    title: '审计账本的密钥不是 PEM 格式的 Ed25519 密钥',
    remedy: '请用 openssl genpkey -algorithm ed25519 生成',
  },
  LIFT_DISPATCH_IMPORT_INVALID: { title: '登记导入有误，未导入任何内容', remedy: '请更正所列各行后重新导入' },
  LIFT_DISPATCH_RULES_INVALID: { title: '规则集有误', remedy: '请更正所列字段，见 docs/rule-sets.md' },
  LIFT_DISPATCH_RULES_VERSION_TAKEN: {
    title: '同名版本已发布且内容不同',
    remedy: '请换一个版本名，已发布的版本不会改变',
  },
  LIFT_DISPATCH_RULES_NONE_ACTIVE: { title: '没有生效的规则集', remedy: '无需回退，正在使用内置规则' },
  LIFT_DISPATCH_RULES_NO_SHADOW: { title: '没有试运行的版本', remedy: '请先开始试运行' },
  LIFT_DISPATCH_WORKLIST_STATE: { title: '该预警的状态不接受此答复', remedy: '请先查看其状态，已关闭的不会重开' },
  LIFT_DISPATCH_BROKER_UNAVAILABLE: { title: '消息代理无应答', remedy: '内容保留在发件箱中并会重试，请检查消息代理' },
  LIFT_DISPATCH_IN_USE: {
    title: '该登记项仍被引用，或该电梯有未结束的事件',
    remedy: '请先移走或移除所列各项，解除事件或判定误报',
  },
  LIFT_DISPATCH_INTERNAL: { title: '调度服务内部错误', remedy: '请连同日志行一并报告' },
};
