import type { Db } from "@/server/store/_postgres/db";
import { type Api, begin, type Client } from "@/test/support/clients/api";

/** One valid request for every POST of views, teams, custom attributes and labels. */
export function organisingPosts(
  client: Client,
): Record<string, () => Promise<{ to: string; body?: object }>> {
  const newDefinition = () => ({
    ...{ model: "contact", key: crypto.randomUUID(), displayName: "Tier", kind: "text" },
  });

  return {
    "/v1/views": async () => ({ to: "/v1/views", body: { name: "Kept", filter: { status: "open" } } }),
    "/v1/views/{id}/restore": async () => ({
      to: `/v1/views/${(await client.post("/v1/views", { name: "There" })).body.id}/restore`,
    }),
    "/v1/attribute-definitions": async () => ({ to: "/v1/attribute-definitions", body: newDefinition() }),
    "/v1/attribute-definitions/{id}/move": async () => {
      await client.post("/v1/attribute-definitions", newDefinition());
      const { id } = (await client.post("/v1/attribute-definitions", newDefinition())).body;
      return { to: `/v1/attribute-definitions/${id}/move`, body: { direction: "up" } };
    },
    "/v1/companies": async () => ({ to: "/v1/companies", body: { name: "Acme" } }),
    "/v1/teams": async () => ({ to: "/v1/teams", body: { name: "Second line" } }),
    "/v1/labels": async () => ({ to: "/v1/labels", body: { name: "Refund" } }),
  };
}

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
    ...to("message-changes/retry", async () => ({ inboxId: await inboxId() })),
    ...to("message-changes/discard", async () => ({ inboxId: await inboxId() })),
    ...to("deliveries/retry", async () => ({ deliveryId: await deliveryId() })),
    ...to("deliveries/discard", async () => ({ deliveryId: await deliveryId() })),
    ...to("jobs/retry", mail),
    ...to("jobs/discard", mail),
  };
}

/** A mail of an account that waits for its next try in an hour, by its key among the jobs. */
export async function waitingMail(
  db: Db,
  { accountId, userId, email }: { accountId: number; userId: number; email: string },
): Promise<string> {
  await db.query(
    `insert into mail (account_id, user_id, email, kind, locale, due_at, tries, created_at)
     values ($1, $2, $3, 'transcript', 'en', now() + interval '1 hour', 1, now())`,
    [accountId, userId, email],
  );
  return `${userId}:0:0:0:${email}`;
}
