export { InfraError, infraErrorCodes, type InfraErrorCode } from './errors.ts';
export { packagesOf, serverAvailable, servers, type ServerName } from './servers/catalogue.ts';
export { startCallbackReceiver, type CallbackReceiver, type ReceivedCall } from './servers/callback-receiver.ts';
export type { SmsOnTheAir } from './servers/fakesmsc.ts';
export { startInfluxd, type InfluxdOptions, type InfluxSeries, type RunningInfluxd } from './servers/influxd.ts';
export { startKannel, type IncomingSms, type KannelOptions, type RunningKannel } from './servers/kannel.ts';
export { freeLoopbackPort } from './servers/loopback-port.ts';
export {
  mosquittoPub,
  mosquittoSub,
  type MosquittoPublish,
  type MosquittoResult,
  type MosquittoSubscribe,
  type MosquittoSubscription,
} from './servers/mosquitto.ts';
export { ownsListener } from './servers/own-listener.ts';
export { startVictoriaMetrics, type RunningVictoriaMetrics } from './servers/victoria-metrics.ts';
export { waitUntil } from './servers/wait-until.ts';
export type { SandboxFirm } from './sandbox/firm.ts';
export type { SandboxPlatform } from './sandbox/platform.ts';
export type {
  FirmMessage,
  OnReceived,
  PlatformAlert,
  SandboxCall,
  SandboxReceived,
  SandboxSms,
} from './sandbox/received.ts';
export { startSandbox, type Sandbox, type SandboxOptions } from './sandbox/sandbox.ts';
export type { SandboxSmsc, SmsOutcome } from './sandbox/smsc.ts';
export type { CallOutcome, SandboxVoice } from './sandbox/voice.ts';
export {
  startGrafanaDouble,
  type GrafanaDouble,
  type GrafanaDoubleOptions,
  type GrafanaDoubleRequest,
} from './doubles/grafana-double.ts';
export { openAliyunDouble, type AliyunDouble } from './doubles/aliyun.ts';
export { openSmppDouble, type SmppDouble } from './doubles/smpp.ts';
export { openTencentDouble, type TencentDouble } from './doubles/tencent.ts';
export { startSmppSmsc, type RunningSmppSmsc } from './servers/smpp-smsc.ts';
export { startSmtpSink, type RunningSmtpSink } from './servers/smtp-sink.ts';
