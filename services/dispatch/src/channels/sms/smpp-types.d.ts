/** The part of `smpp` that is used here; the package has no types of its own. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';

  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly message_id?: string;
    readonly esm_class?: number;
    readonly source_addr?: string;
    readonly destination_addr?: string;
    readonly short_message?: { readonly message?: string | Buffer };
    readonly message_payload?: { readonly message?: string | Buffer } | string | Buffer;
    readonly receipted_message_id?: string;
    readonly message_state?: number;
  }
  export interface Session extends EventEmitter {
    bind_transceiver(options: object, answered: (pdu: Pdu) => void): boolean;
    submit_sm(options: object, answered: (pdu: Pdu) => void): boolean;
    deliver_sm_resp(options: object): boolean;
    enquire_link(answered: (pdu: Pdu) => void): boolean;
    enquire_link_resp(options: object): boolean;
    unbind(answered: () => void): boolean;
    close(closed?: () => void): void;
    destroy(closed?: () => void): void;
  }
  const smpp: { connect(options: { readonly host: string; readonly port: number; readonly tls?: boolean }): Session };
  // oxlint-disable-next-line import/no-default-export -- the package is CommonJS
  export default smpp;
}
