/** The part of fastify's reply that the rim uses. */
export interface HttpReply {
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string): this;
  send(body: unknown): unknown;
}
