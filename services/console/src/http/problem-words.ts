import type { RefusalWords } from '@liftwatch/schemas';
import type { ConsoleErrorCode } from '../errors.ts';

/** What a refusal means and what to do, for readers of Chinese; docs/errors.md says the same in English. */
export const problemInChinese: Readonly<Record<ConsoleErrorCode, RefusalWords>> = {
  LIFT_CONSOLE_CONFIG_INVALID: { title: '控制台的配置缺失或有误', remedy: '请更正所列配置项' },
  LIFT_CONSOLE_LISTEN_FAILED: { title: '控制台无法监听其地址', remedy: '请释放端口或另选一个' },
  LIFT_CONSOLE_PAGE_MISSING: { title: '页面尚未编译', remedy: '请运行 npm run build' },
  LIFT_CONSOLE_REQUEST_INVALID: { title: '请求不符合格式', remedy: '请更正所列字段，格式见 /openapi.json' },
  LIFT_CONSOLE_ROUTE_UNKNOWN: { title: '没有该地址', remedy: '请检查地址' },
  LIFT_CONSOLE_METHOD_UNKNOWN: { title: '该地址不支持此方法', remedy: '可用方法见 Allow 头' },
  LIFT_CONSOLE_NOT_ACCEPTABLE: { title: '没有客户端接受的格式', remedy: '请在 Accept 头中加入所给格式或 */*' },
  LIFT_CONSOLE_ORIGIN_REFUSED: {
    title: '更改来自其他网站的页面、表单或非本控制台的域名',
    remedy: '请在控制台自己的页面上操作，或由程序以 JSON 发送',
  },
  LIFT_CONSOLE_CHANGES_CLOSED: {
    title: '此页面不能更改：无人登录，控制台也没有自己的令牌',
    remedy: '请登录，或设置 LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE，或使用命令行',
  },
  LIFT_CONSOLE_SIGN_IN_NEEDED: { title: '尚未登录，或登录已过期', remedy: '请在页面上登录，或使用访问令牌' },
  LIFT_CONSOLE_SIGN_IN_REFUSED: { title: '令牌未知', remedy: '请用 liftwatch tokens add 生成访问令牌' },
  LIFT_CONSOLE_SIGN_IN_FAILED: { title: '登录未完成', remedy: '请重新登录；原因见控制台日志' },
  LIFT_CONSOLE_SIGN_IN_LIMITED: { title: '错误令牌过多', remedy: '请稍后再试' },
  LIFT_CONSOLE_NO_ROLE: { title: '该账号在此没有角色', remedy: '请联系账号管理员为其分配角色' },
  LIFT_CONSOLE_NOT_YOURS: { title: '不在您的角色和电梯范围内', remedy: '请使用有此权限的账号，见 docs/security.md' },
  LIFT_CONSOLE_PROVIDER_UNAVAILABLE: {
    title: '身份提供方无法使用',
    remedy: '请检查其是否可达，及 LIFTWATCH_CONSOLE_OIDC_ISSUER 配置；访问令牌仍可登录',
  },
  LIFT_CONSOLE_PROVIDER_UNTRUSTED: {
    title: '调度服务不接受该身份提供方',
    remedy: '请使 LIFTWATCH_DISPATCH_OIDC_ISSUER、_CLIENT_ID 与控制台的配置一致',
  },
  LIFT_CONSOLE_UPSTREAM_UNAVAILABLE: {
    title: '调度服务、规则引擎或消息代理无应答',
    remedy: '请启动该服务，或更正所列地址',
  },
  LIFT_CONSOLE_SERIES_ABSENT: {
    title: '此控制台未接时序库，没有趋势',
    remedy: '请设置 LIFTWATCH_CONSOLE_INFLUX_URL',
  },
  LIFT_CONSOLE_DEAD_LETTERS_ELSEWHERE: {
    title: '控制台不在消息代理所在的机器上运行',
    remedy: '请在消息代理所在处运行 liftwatch dead-letters list',
  },
  LIFT_CONSOLE_CHROMIUM_UNAVAILABLE: {
    title: '打印报告的 Chromium 不存在或无法启动',
    remedy: '请安装 chromium 及中文字体，或用 LIFTWATCH_CHROMIUM 指明',
  },
  LIFT_CONSOLE_INTERNAL: { title: '控制台内部错误', remedy: '请连同日志行一并报告' },
};
