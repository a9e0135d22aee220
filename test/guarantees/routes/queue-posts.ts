import { type Api, begin, type Client } from "@/test/support/clients/api";
import { waitingMail } from "./waiting-mail";

type Requests = Record<string, () => Promise<{ to: string; body?: object }>>;

/** One valid request for every POST of the queues. */
export function queuePosts(api: Api, { client, accountId }: { client: Client; accountId: number }): Requests {
  async function inboxId(): Promise<number> {
    return (await begin(client)).inbox.id;
  }
  /** A delivery that waits: no worker runs. */
  async function deliveryId(): Promise<number> {
    const receiver = { url: "https://hooks.example.com/queue", types: ["*"] };
    const { id } = (await client.post("/v1/endpoints", receiver)).body;
    return (await client.post(`/v1/endpoints/${id}/test`, {})).body.id;
  }
  async function mail() {
    const { userId } = (await client.get("/v1/me")).body;
    const email = `${crypto.randomUUID()}@example.com`;
    return { kind: "mails", key: await waitingMail(api.world.database, { accountId, userId, email }) };
  }
  const to = (route: string, body: () => Promise<object>): Requests => ({
    [`/v1/queues/${route}`]: async () => ({ to: `/v1/queues/${route}`, body: await body() }),
  });
  return {
    ...to("sends/retry", async () => ({ inboxId: await inboxId() })),
    ...to("sends/discard", async () => ({ inboxId: await inboxId() })),
    ...to("deliveries/retry", async () => ({ deliveryId: await deliveryId() })),
    ...to("deliveries/discard", async () => ({ deliveryId: await deliveryId() })),
    ...to("jobs/retry", mail),
    ...to("jobs/discard", mail),
  };
}
