import { type Api, begin, type Client } from "@/test/support/clients/api";
import { advance } from "@/test/support/scenes/deleting";
import { inboxPosts } from "./inbox-posts";
import { organisingPosts, queuePosts } from "./organising-posts";
import { undeliveredPosts } from "./undelivered-posts";

export type Posts = {
  /** One valid request for every POST by its route, to be sent in the order of the routes. */
  requests: Record<string, () => Promise<{ to: string; body?: object }>>;
  /** The conversation of most requests, and its contact. */
  path: string;
  contactId: number;
};

const aMacro = () => ({ name: crypto.randomUUID(), actions: [{ type: "note", content: "Noted" }] });

/** Creates a conversation in the account and returns the requests. */
export async function openPosts(
  api: Api,
  { client, accountId }: { client: Client; accountId: number },
): Promise<Posts> {
  const { path, ...begun } = await begin(client);
  const [inboxId, contactId]: [number, number] = [begun.inbox.id, begun.contact.id];

  async function newMessage(): Promise<number> {
    return (await client.post(`${path}/messages`, { content: "Hello" })).body.id;
  }

  /** The operation of the newest change of a conversation. */
  async function lastOperation(): Promise<string> {
    await client.post(`${path}/labels`, { add: [crypto.randomUUID()] });
    const [row] = await api.world.database.query<{ operationId: string }>(
      `select operation_id as "operationId" from conversation_change where account_id = $1 order by id desc limit 1`,
      [accountId],
    );
    return row?.operationId ?? "";
  }

  /** A notification of the token's user. */
  async function newNotification(): Promise<number> {
    const { userId } = (await client.get("/v1/me")).body;
    await client.post("/v1/conversations", { inboxId, contactId, assigneeId: userId });
    return (await client.get("/v1/notifications?limit=1")).body.data[0].id;
  }

  const inAnHour = () => new Date(api.world.clock.now.getTime() + 3_600_000);

  /** A contact without conversations. */
  const spare = async (): Promise<number> => (await client.post("/v1/contacts", { name: "Nobody" })).body.id;

  /** The token that confirms its erasure. */
  const deletionToken = async (): Promise<string> =>
    (await client.post("/v1/deletions/prepare", { contactId: await spare() })).body.token;

  const newGroup = () => ({ inboxId, name: "Choir", members: [{ contactId }] });
  const groupPath = async (): Promise<string> =>
    `/v1/conversations/${(await client.post("/v1/groups", newGroup())).body.displayId}`;
  const position = async (reached: "read" | "delivered") => ({
    to: `${await groupPath()}/members/${contactId}/${reached}`,
    body: { upTo: 1 },
  });

  const receiver = { url: "https://hooks.example.com/", types: ["*"] };

  /** A call on a new endpoint. */
  async function endpointCall(call: string, body?: object) {
    const { id } = (await client.post("/v1/endpoints", receiver)).body;
    return { to: `/v1/endpoints/${id}/${call}`, ...(body && { body }) };
  }

  const many = { action: "status", params: { signal: "resolve" }, target: { query: { status: "open" } } };

  /** A new bulk operation, cancelled first if the call resumes it. */
  async function bulkCall(call: "cancel" | "resume") {
    const { id } = (await client.post("/v1/bulk-operations", many)).body;
    if (call === "resume") await client.post(`/v1/bulk-operations/${id}/cancel`);
    return { to: `/v1/bulk-operations/${id}/${call}` };
  }

  const call = (name: string, body: object) => ({ to: `${path}/${name}`, body });

  const requests: Posts["requests"] = {
    ...organisingPosts(client),
    ...queuePosts(api, { client, accountId }),
    "/v1/notifications/{id}/read": async () => ({ to: `/v1/notifications/${await newNotification()}/read` }),
    "/v1/notifications/read": async () => {
      await newNotification();
      return { to: "/v1/notifications/read" };
    },
    "/v1/files": async () => ({ to: `/v1/files?name=${crypto.randomUUID()}.json`, body: { any: "bytes" } }),
    ...inboxPosts(client, inboxId),
    "/v1/endpoints": async () => ({ to: "/v1/endpoints", body: receiver }),
    "/v1/bulk-operations": async () => ({ to: "/v1/bulk-operations", body: many }),
    "/v1/bulk-operations/{id}/cancel": () => bulkCall("cancel"),
    "/v1/bulk-operations/{id}/resume": () => bulkCall("resume"),
    "/v1/endpoints/{id}/test": () => endpointCall("test"),
    "/v1/endpoints/{id}/rotate": () => endpointCall("rotate", { overlapHours: 1 }),
    "/v1/endpoints/{id}/replay": () => endpointCall("replay", { sinceSeq: 0 }),
    "/v1/endpoints/{id}/enable": () => endpointCall("enable"),
    "/v1/endpoints/{id}/disable": () => endpointCall("disable"),
    "/v1/inboxes/{id}/messages": async () => ({
      to: `/v1/inboxes/${inboxId}/messages`,
      body: { from: { sourceId: "wa:once" }, content: "Once" },
    }),
    "/v1/macros": async () => ({ to: "/v1/macros", body: aMacro() }),
    "/v1/conversations/{displayId}/macro": async () =>
      call("macro", { macroId: (await client.post("/v1/macros", aMacro())).body.id }),
    "/v1/conversations/{displayId}/undo-macro": async () =>
      call("undo-macro", { operationId: await lastOperation() }),
    "/v1/deletions/prepare": async () => ({
      to: "/v1/deletions/prepare",
      body: { contactId: await spare() },
    }),
    "/v1/deletions/confirm": async () => ({
      to: "/v1/deletions/confirm",
      body: { token: await deletionToken() },
    }),
    "/v1/deletions/{operationId}/acks": async () => {
      const { body } = await client.post("/v1/deletions/confirm", { token: await deletionToken() });
      await advance({ world: api.world, accountId }, body.id);
      return { to: `/v1/deletions/${body.operationId}/acks` };
    },
    "/v1/conversations/{displayId}/scheduled-messages": async () => ({
      to: `${path}/scheduled-messages`,
      body: { content: "Later", sendAt: inAnHour() },
    }),
    "/v1/scheduled-messages/{id}/send-now": async () => {
      const { body } = await client.post(`${path}/scheduled-messages`, {
        content: "Later",
        sendAt: inAnHour(),
      });
      return { to: `/v1/scheduled-messages/${body.id}/send-now` };
    },
    "/v1/conversations/{displayId}/trash": async () => ({ to: `${path}/trash` }),
    "/v1/conversations/{displayId}/restore": async () => ({ to: `${path}/restore` }),
    "/v1/conversations/{displayId}/move": async () => ({ to: `${path}/move`, body: { inboxId } }),
    "/v1/conversations/{displayId}/team": async () => ({ to: `${path}/team`, body: { teamId: null } }),
    "/v1/contacts/import": async () => ({
      to: "/v1/contacts/import",
      body: { csv: "name\nTwice?", dryRun: false },
    }),
    "/v1/contacts/{id}/merge": async () => {
      const { body } = await client.post("/v1/contacts", { name: "Twin" });
      return { to: `/v1/contacts/${contactId}/merge`, body: { otherId: body.id } };
    },
    "/v1/contacts/{id}/labels": async () => ({
      to: `/v1/contacts/${contactId}/labels`,
      body: { labels: [crypto.randomUUID()] },
    }),
    "/v1/contacts/{id}/notes": async () => ({
      to: `/v1/contacts/${contactId}/notes`,
      body: { content: "Twice?" },
    }),
    "/v1/contacts/{id}/undo": async () => {
      await client.patch(`/v1/contacts/${contactId}`, { customAttributes: { plan: crypto.randomUUID() } });
      const [row] = await api.world.database.query<{ operationId: string }>(
        `select operation_id as "operationId" from contact_change where account_id = $1 order by id desc limit 1`,
        [accountId],
      );
      return { to: `/v1/contacts/${contactId}/undo`, body: { operationId: row?.operationId } };
    },
    "/v1/contacts/{id}/command-messages/acknowledge": async () => ({
      to: `/v1/contacts/${contactId}/command-messages/acknowledge`,
      body: { upTo: 1 },
    }),
    "/v1/contacts": async () => ({ to: "/v1/contacts", body: { name: "Twice?" } }),
    "/v1/conversations": async () => ({ to: "/v1/conversations", body: { inboxId, contactId } }),
    "/v1/conversations/{displayId}/transcript": async () => ({
      to: `${path}/transcript`,
      body: { email: "twice@example.test" },
    }),
    "/v1/groups": async () => ({ to: "/v1/groups", body: newGroup() }),
    "/v1/conversations/{displayId}/members": async () => ({
      to: `${await groupPath()}/members`,
      body: { members: [{ contactId: await spare() }] },
    }),
    "/v1/conversations/{displayId}/members/{contactId}/read": () => position("read"),
    "/v1/conversations/{displayId}/members/{contactId}/delivered": () => position("delivered"),
    "/v1/conversations/{displayId}/messages": async () => ({
      to: `${path}/messages`,
      body: { content: "Once" },
    }),
    "/v1/conversations/{displayId}/status": async () => call("status", { signal: "markPending" }),
    "/v1/conversations/{displayId}/assign": async () => call("assign", { assigneeId: null }),
    "/v1/conversations/{displayId}/labels": async () => ({ to: `${path}/labels`, body: { add: ["once"] } }),
    "/v1/conversations/{displayId}/attributes": async () => ({
      to: `${path}/attributes`,
      body: { set: { plan: "gold" } },
    }),
    "/v1/conversations/{displayId}/participants": async () => call("participants", { add: [] }),
    "/v1/conversations/{displayId}/priority": async () => call("priority", { priority: "high" }),
    "/v1/conversations/{displayId}/undo": async () => ({
      to: `${path}/undo`,
      body: { operationId: await lastOperation() },
    }),
    "/v1/conversations/{displayId}/read": async () => ({ to: `${path}/read` }),
    "/v1/conversations/{displayId}/seen": async () => ({ to: `${path}/seen`, body: { number: 1 } }),
    "/v1/conversations/{displayId}/unread": async () => ({ to: `${path}/unread`, body: { from: 1 } }),
    "/v1/messages/{id}/withdraw": async () => {
      const { body } = await client.post(`${path}/messages`, { content: "Hello", holdMs: 60_000 });
      return { to: `/v1/messages/${body.id}/withdraw` };
    },
    "/v1/messages/{id}/delete": async () => ({ to: `/v1/messages/${await newMessage()}/delete` }),
    "/v1/messages/{id}/restore": async () => {
      const id = await newMessage();
      await client.post(`/v1/messages/${id}/delete`, {});
      return { to: `/v1/messages/${id}/restore` };
    },
    "/v1/messages/{id}/forward": async () => ({
      to: `/v1/messages/${await newMessage()}/forward`,
      body: { displayId: Number(path.split("/").at(-1)) },
    }),
    ...undeliveredPosts(client, path),
    "/v1/receipts": async () => {
      const { body } = await client.post(`${path}/messages`, { content: "Hello" });
      return { to: "/v1/receipts", body: { receipts: [{ messageId: body.id, signal: "sent" }] } };
    },
  };

  return { requests, path, contactId };
}
