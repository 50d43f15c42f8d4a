export interface KannelPorts {
  readonly admin: number;
  readonly smsbox: number;
  readonly sendSms: number;
  /** What the mobile network's side (fakesmsc) connects to for outgoing messages. */
  readonly smsc: number;
  /** A second connection of the network's side, used only to bring messages in. */
  readonly incoming: number;
}

export interface KannelConfig {
  readonly dir: string;
  readonly ports: KannelPorts;
  readonly user: string;
  readonly password: string;
  /** Called for each incoming SMS with from, to, text and id; undefined leaves incoming messages unanswered. */
  readonly incomingUrl: string | undefined;
}

const incomingService = (incomingUrl: string | undefined): string =>
  incomingUrl === undefined
    ? ''
    : `
group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${incomingUrl}?from=%p&to=%P&text=%b&coding=%c&charset=%C&id=%I"
`;

/**
 * Kannel's configuration for a gateway on loopback. Two links to the network: bearerbox talks to one fakesmsc per link, and the one
 * that brings messages in denies every prefix, so that no outgoing message is routed to it.
 */
export const kannelConfig = ({ dir, ports, user, password, incomingUrl }: KannelConfig): string => `group = core
admin-port = ${ports.admin}
admin-interface = 127.0.0.1
admin-password = ${password}
smsbox-port = ${ports.smsbox}
smsbox-max-pending = 1000
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
log-level = 0
store-type = spool
store-location = "${dir}/spool"
dlr-storage = internal
sms-resend-freq = 1

group = smsc
smsc = fake
smsc-id = network
port = ${ports.smsc}
connect-allow-ip = 127.0.0.1

group = smsc
smsc = fake
smsc-id = incoming
port = ${ports.incoming}
connect-allow-ip = 127.0.0.1
denied-prefix = "+;0;1;2;3;4;5;6;7;8;9"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${ports.sendSms}
sendsms-interface = 127.0.0.1
log-level = 0

group = sendsms-user
username = ${user}
password = ${password}
concatenation = true
max-messages = 10
${incomingService(incomingUrl)}`;
