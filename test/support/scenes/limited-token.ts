import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import { type CreateToken, createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Caller } from "@/server/contract/_shared/caller";
import { type Api, type Client, clientOf, createTokenTenant } from "@/test/support/clients/api";

export type LimitedTokenScene = Awaited<ReturnType<typeof openLimitedToken>>;

/** Two inboxes with a contact each, and a token for the first. `theirs` is the contact of the other inbox, in a company. */
export async function openLimitedToken(api: Api) {
  const tenant = await createTokenTenant(api);
  const { client, admin, accountId } = tenant;
  const inboxes: number[] = [];
  for (const name of ["Shop", "Clinic"])
    inboxes.push((await api.world.run(createInbox, admin, { name, channel: "api" })).result.id);
  const [inboxId = 0, otherInboxId = 0] = inboxes;
  const contactOf = async (body: object): Promise<number> => (await ok(client.post("/v1/contacts", body))).id;
  const companyId = (await ok(client.post("/v1/companies", { name: "Praxis Theirs" }))).id;
  const mine = await contactOf({ name: "Mina Mine", phone: "+4917000000001", inboxId });
  const theirs = await contactOf({
    name: "Theo Theirs",
    email: "theo@theirs.example",
    phone: "+4917000000002",
    companyId,
    inboxId: otherInboxId,
  });
  await ok(client.post(`/v1/contacts/${theirs}/labels`, { add: ["theirs"] }));
  await ok(client.post(`/v1/contacts/${theirs}/notes`, { content: "Theirs only" }));
  const tokenWith = (rights: Partial<CreateToken>, caller = admin) => secretOf(api, caller, rights);
  const secret = await tokenWith({ role: "agent", inboxIds: [inboxId] });
  const shared = { accountId, admin, client, inboxId, otherInboxId, companyId, mine, theirs, contactOf };
  return { ...shared, tokenWith, secret, limited: clientOf(api, secret) };
}

/** A new token's secret. */
export async function secretOf(api: Api, caller: Caller, rights: Partial<CreateToken>): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await api.world.run(createToken, caller, { name: "Bridge", secret, ...rights });
  return secret;
}

/** The body of a successful answer. */
export async function ok<A extends { status: number; body: unknown }>(asked: Promise<A>): Promise<A["body"]> {
  const answer = await asked;
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

/** Status and code of an answer of `/v1`. */
export const refusal = async (asked: ReturnType<Client["get"]>) => {
  const { status, body } = await asked;
  return `${status} ${body.error?.code}`;
};
/** The ids of all pages of a list. */
export async function idsOf(client: Client, path: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const separator = path.includes("?") ? "&" : "?";
    const page: { data: { id: number }[]; nextCursor: string | null } = await ok(
      client.get(`${path}${cursor === null ? "" : `${separator}cursor=${encodeURIComponent(cursor)}`}`),
    );
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === null) return ids;
  }
}
