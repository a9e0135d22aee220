import { randomBytes, randomUUID } from "node:crypto";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import type { TokenScope } from "@/server/contract/credentials/token";
import { freescoutRoutes } from "@/server/dialects/freescout/routes";
import { createApp } from "@/server/http/app";
import { createTenant, type Tenant } from "@/test/support/scenes/world";
import { type Api, openApi } from "./api";

/** The real app with FreeScout's dialect, over real HTTP. */
export const openFreescout = (): Promise<Api> =>
  openApi((parts) => createApp({ ...parts, dialects: [freescoutRoutes()] }));

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
export type WireAnswer = { status: number; headers: Headers; body: any };
type Headers_ = Record<string, string>;

/** Calls the API with one key; paths begin below `/api`. */
export type WireClient = { key: string | null } & Record<
  "get" | "post" | "put" | "delete",
  (path: string, json?: unknown, headers?: Headers_) => Promise<WireAnswer>
>;

export function wireClient({ url }: Pick<Api, "url">, key: string | null): WireClient {
  const send =
    (method: string) =>
    async (path: string, json?: unknown, headers: Headers_ = {}): Promise<WireAnswer> => {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          ...(key === null ? {} : { "x-freescout-api-key": key }),
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? null : JSON.parse(text),
      };
    };
  return { key, get: send("GET"), post: send("POST"), put: send("PUT"), delete: send("DELETE") };
}

export type WireTenant = Tenant & {
  client: WireClient;
  userId: number;
  /** A client with a key of the administrator, with these scopes only. */
  scoped(scopes: readonly TokenScope[]): Promise<WireClient>;
  /** An agent of these inboxes. */
  agent(inboxIds: number[]): Promise<WireClient & { userId: number }>;
};

/** An account whose administrator has a key that may purge. */
export async function createWireTenant(api: Api): Promise<WireTenant> {
  const tenant = await createTenant(api.world);
  const keyOf = async (caller: Caller, scopes: readonly TokenScope[]) => {
    const secret = randomBytes(32).toString("base64url");
    await api.world.run(createToken, caller, { name: "Integrator", secret, scopes: [...scopes] });
    return wireClient(api, secret);
  };
  return {
    ...tenant,
    userId: tenant.admin.userId ?? 0,
    client: await keyOf(tenant.admin, ["conversations:purge"]),
    scoped: (scopes) => keyOf(tenant.admin, scopes),
    async agent(inboxIds) {
      const email = `${randomUUID()}@example.test`;
      const fields = { name: "Bo Lind", email, role: "agent", passwordHash: "unusable" } as const;
      const { result } = await api.world.run(createMember, tenant.admin, { ...fields, inboxIds });
      const actor = { type: "user", id: result.id, name: result.name } as const;
      const caller: Caller = { ...tenant.admin, actor, role: "agent", inboxIds, userId: result.id };
      return { ...(await keyOf(caller, [])), userId: result.id };
    },
  };
}

export type WireScene = WireTenant & {
  api: Api;
  inboxId: number;
  contactId: number;
  id: number;
  /** Path of the conversation. */
  path: string;
  /** Type and operation of the events since the last call, in order. */
  told(): Promise<{ type: string; operationId: string }[]>;
};

/** An account with an inbox, a contact and an open conversation in it. */
export async function openScene(api: Api): Promise<WireScene> {
  const tenant = await createWireTenant(api);
  const { run, database } = api.world;
  const { result: inbox } = await run(createInbox, tenant.admin, { name: "Shop", channel: "api" });
  const { result: made } = await run(createContact, tenant.admin, {
    name: "李文 Li Wen",
    email: "li@example.test",
  });
  const contactId = made.contact.id;
  const { result } = await run(createConversation, tenant.admin, {
    inboxId: inbox.id,
    contactId,
    startedBy: "other",
  });
  const { id } = result.conversation;
  let seen = 0;
  const told = async () => {
    await api.stamped();
    const rows = await database.query<{ type: string; operationId: string; seq: number }>(
      `select type, body->>'operationId' as "operationId", seq from event where account_id = $1 and seq > $2 order by seq`,
      [tenant.accountId, seen],
    );
    seen = rows.at(-1)?.seq ?? seen;
    return rows.map(({ type, operationId }) => ({ type, operationId }));
  };
  await told();
  return { ...tenant, api, inboxId: inbox.id, contactId, id, path: `/conversations/${id}`, told };
}

/** What the customer of a parcel writes. */
export const PARCEL = "Where is my parcel?";

/** POSTs a conversation in which a customer asks for a parcel, unless `json` says otherwise. */
export const postParcel = (
  { client, inboxId }: WireScene,
  json: object = {},
  headers?: Headers_,
): Promise<WireAnswer> =>
  client.post(
    "/conversations",
    {
      type: "email",
      mailboxId: inboxId,
      subject: "Parcel",
      customer: { email: "zoe@example.test", firstName: "Zoë", lastName: "Ångström" },
      threads: [{ type: "customer", text: PARCEL }],
      ...json,
    },
    headers,
  );

/** Creates such a conversation; its id. */
export async function createParcel(scene: WireScene, json?: object): Promise<number> {
  const { status, body } = await postParcel(scene, json);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body.id;
}
