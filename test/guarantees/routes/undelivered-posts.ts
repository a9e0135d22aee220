import type { Client } from "@/test/support/clients/api";

type Requests = Record<string, () => Promise<{ to: string; body?: object }>>;

/** One valid request for every POST about a message that was not delivered; `path` is a conversation's. */
export function undeliveredPosts(client: Client, path: string): Requests {
  async function failedMessage(): Promise<string> {
    const { body } = await client.post(`${path}/messages`, { content: "Hello" });
    for (const signal of ["sent", "failed"])
      await client.post("/v1/receipts", { receipts: [{ messageId: body.id, signal }] });
    return `/v1/messages/${body.id}`;
  }
  const of = (verb: string, body?: object): Requests => ({
    [`/v1/messages/{id}/${verb}`]: async () => ({
      to: `${await failedMessage()}/${verb}`,
      ...(body && { body }),
    }),
  });
  return {
    ...of("retry"),
    ...of("cancel-retry"),
    ...of("mark-delivered"),
    ...of("dismiss", { reason: "Called instead" }),
    "/v1/messages/{id}/undismiss": async () => {
      const message = await failedMessage();
      await client.post(`${message}/dismiss`, { reason: "Called instead" });
      return { to: `${message}/undismiss` };
    },
  };
}
