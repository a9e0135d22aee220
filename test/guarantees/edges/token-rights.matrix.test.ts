import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { type CreateToken, createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { systemCaller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { CHATWOOT_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import type { Party } from "@/test/guarantees/routes/own-conversation";
import { callRoute, ownEverything } from "@/test/guarantees/routes/own-everything";
import { MARK, type Owned, type RouteTable } from "@/test/guarantees/routes/route-case";
import { WUKONGIM_READS, WUKONGIM_ROUTES } from "@/test/guarantees/routes/wukongim-routes";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { drawnCases } from "@/test/support/scenes/property";
import { BY_ANY_AGENT, CHANGE_CONTACTS, OF_ACCOUNT, READ_CONTACTS } from "./account-routes";

/** `http-tenancy.matrix.test.ts` compares these tables with the app's routes. */
const TABLES: RouteTable = { ...NATIVE_ROUTES, ...CHATWOOT_ROUTES, ...FREESCOUT_ROUTES, ...WUKONGIM_ROUTES };
const calls = Object.entries(TABLES).flatMap(([route, cases]) =>
  [cases].flat().map((one, i) => ({ route, one, nth: i + 1 })),
);
/** Reads whose question has a body. */
const READING_POSTS: ReadonlySet<string> = new Set([
  "POST /v1/inboxes/:id/policy/preview",
  "POST /api/v1/accounts/:account_id/contacts/filter",
  "POST /api/v1/accounts/:account_id/conversations/filter",
  "POST /api/v1/accounts/:account_id/contact_inboxes/filter",
  ...WUKONGIM_READS,
]);
/** Routes that change nothing. */
const isRead = ({ route }: { route: string }): boolean =>
  route.startsWith("GET ") || READING_POSTS.has(route);
const reads = calls.filter(isRead);
const writes = calls.filter((call) => !isRead(call));

let api: Api;
let owner: Awaited<ReturnType<typeof createTokenTenant>>;
let kept: Party;
let elsewhereId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  api.services = createServices({ ...api.services, mailsLinks: true });
  owner = await createTokenTenant(api);
  kept = await ownEverything(api, owner, MARK);
  const { result } = await api.world.run(createInbox, owner.admin, { name: "Elsewhere", channel: "api" });
  elsewhereId = result.id;
});
afterAll(() => api.close());

async function tokenWith(rights: Partial<CreateToken>): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await api.world.run(createToken, owner.admin, { name: "Reader", secret, ...rights });
  return secret;
}

/** How many events, settings and stored answers the account has. */
async function changes(): Promise<unknown> {
  await api.stamped();
  return api.world.database.query(
    `select (select last_seq from account_head where account_id = $1),
            (select count(*) from setting_change where account_id = $1),
            (select count(*) from deletion_plan where account_id = $1),
            (select count(*) from idempotency where account_id = $1)`,
    [owner.accountId],
  );
}

describe("a read-only token of an administrator", () => {
  let token: string;
  beforeAll(async () => {
    token = await tokenWith({ isReadOnly: true });
  });

  test.each(drawnCases(reads))("$route, call $nth: reads", async ({ route, one }) => {
    const { status, text } = await callRoute(api, route, one, kept, token);
    if (one.owner) expect(text).toContain(`"${one.owner}"`);
    else expect(status, text).toBe(200);
  });

  test.each(drawnCases(writes))("$route, call $nth: changes nothing", async ({ route, one }) => {
    const before = await changes();
    const { status, text } = await callRoute(api, route, one, kept, token);
    expect(status, text).toBe(403);
    if (route.includes(" /v1/")) expect(JSON.parse(text).error.code).toBe("token.read_only");
    expect(await changes()).toEqual(before);
  });
});

describe("a token of an administrator during maintenance", () => {
  beforeAll(() => provideMaintenance(() => ({ text: "We are moving." })));
  afterAll(() => provideMaintenance(() => null));

  test.each(drawnCases(reads))("$route, call $nth: reads", async ({ route, one }) => {
    const { status, text } = await callRoute(api, route, one, kept, owner.token);
    if (one.owner) expect(text).toContain(`"${one.owner}"`);
    else expect(status, text).toBe(200);
  });

  test.each(drawnCases(writes))("$route, call $nth: changes nothing", async ({ route, one }) => {
    const before = await changes();
    const { status, text } = await callRoute(api, route, one, kept, owner.token);
    expect(status, text).toBe(503);
    expect(text).toContain("We are moving.");
    expect(await changes()).toEqual(before);
  });
});

describe("a token of an agent for another inbox", () => {
  let token: string;
  beforeAll(async () => {
    token = await tokenWith({ role: "agent", inboxIds: [elsewhereId] });
  });

  const ofInboxes = reads.filter(({ route }) => !OF_ACCOUNT.has(route) && route !== "GET /v1/events");
  test.each(drawnCases(ofInboxes))("$route, call $nth: shows nothing of this one", async ({ route, one }) => {
    const { text } = await callRoute(api, route, one, kept, token);
    expect(text).not.toContain(MARK);
  });

  test("GET /v1/events contains no event of the inbox", async () => {
    const [one] = [TABLES["GET /v1/events"] ?? []].flat();
    if (!one) throw new Error("no such route");
    const idsOf = async (secret: string) => {
      const { data } = JSON.parse((await callRoute(api, "GET /v1/events", one, kept, secret)).text);
      return data.map(({ inboxId }: { inboxId: number | null }) => inboxId);
    };
    expect(await idsOf(owner.token)).toContain(kept.inboxId);
    expect(await idsOf(token)).not.toContain(kept.inboxId);
  });

  test("GET /v1/events contains no event of contacts, their notes and companies", async () => {
    const typesOf = async (secret: string) => {
      const one = { to: () => "/v1/events?limit=500", foreign: null };
      const { data } = JSON.parse((await callRoute(api, "GET /v1/events", one, kept, secret)).text);
      return data
        .map(({ type }: { type: string }) => type.split(".")[0])
        .filter((about: string) => ["contact", "contact_note", "company"].includes(about));
    };
    expect(new Set(await typesOf(owner.token))).toEqual(new Set(["contact", "contact_note", "company"]));
    expect(await typesOf(token)).toEqual([]);
  });

  const ofContacts = calls.filter(({ route }) => READ_CONTACTS.has(route) || CHANGE_CONTACTS.has(route));
  const ofOne = ofContacts.filter(({ one }) => one.foreign === 404 && !one.refusedWithin);
  test.each(ofOne)("$route, call $nth: does not find a contact of this one", async ({ route, one }) => {
    const before = await changes();
    const { status, text } = await callRoute(api, route, one, kept, token);
    expect(status, text).toBe(404);
    if (route.includes(" /v1/"))
      expect(JSON.parse(text).error.code).toMatch(/^(contact|company)\.not_found$/);
    expect(text).not.toContain(MARK);
    expect(await changes()).toEqual(before);
  });

  const named = writes.filter(({ route }) => !BY_ANY_AGENT.has(route));
  test.each(drawnCases(named))("$route, call $nth: is refused", async ({ route, one }) => {
    const before = await changes();
    const { status, text } = await callRoute(api, route, one, kept, token);
    expect(refusedBy(route), text).toContain(status);
    expect(text).not.toContain(MARK);
    expect(await changes()).toEqual(before);
  });

  test.each(drawnCases(writes.filter(({ route }) => BY_ANY_AGENT.has(route))))(
    "$route, call $nth: leaves this inbox as it is",
    async ({ route, one }) => {
      const before = await inboxState();
      await callRoute(api, route, one, kept, token);
      expect(await inboxState()).toEqual(before);
    },
  );

  describe("with the scope contacts:all", () => {
    let reaching: string;
    beforeAll(async () => {
      reaching = await tokenWith({ role: "agent", inboxIds: [elsewhereId], scopes: ["contacts:all"] });
    });

    test.each(ofContacts.filter(isRead))("$route, call $nth: reads them", async ({ route, one }) => {
      const { status, text } = await callRoute(api, route, one, kept, reaching);
      if (one.owner) expect(text).toContain(`"${one.owner}"`);
      else expect(status, text).toBe(200);
      expect(text).toContain(MARK);
    });

    test.each(drawnCases(ofContacts.filter((call) => !isRead(call))))(
      "$route, call $nth: leaves this inbox as it is",
      async ({ route, one }) => {
        const before = await inboxState();
        const { status } = await callRoute(api, route, one, kept, reaching);
        expect(status).not.toBe(404);
        expect(await inboxState()).toEqual(before);
      },
    );
  });

  test("a bulk operation runs with the rights of the token that started it, not with its member's", async () => {
    const own = await tokenWith({ role: "agent", inboxIds: [kept.inboxId] });
    const start = {
      to: () => "/v1/bulk-operations",
      body: (o: Owned) => ({
        action: "priority",
        params: { priority: "urgent" },
        target: { displayIds: [o.displayId] },
      }),
      foreign: null,
    };
    const { text } = await callRoute(api, "POST /v1/bulk-operations", start, kept, own);
    const { id: bulkId } = JSON.parse(text);
    const moveTo = (inboxId: number) =>
      owner.client.post(`/v1/conversations/${kept.displayId}/move`, { inboxId });
    expect((await moveTo(elsewhereId)).status).toBe(200); // before the operation reaches it
    await api.world.run(advanceBulk, systemCaller(owner.accountId), { bulkId });
    expect((await moveTo(kept.inboxId)).status).toBe(200);
    const items = { to: () => `/v1/bulk-operations/${bulkId}/items`, foreign: 404 };
    const answer = await callRoute(api, "GET /v1/bulk-operations/:id/items", items, kept, own);
    expect(JSON.parse(answer.text).data).toMatchObject([{ state: "failed", code: "conversation.not_found" }]);
  });

  test("does not manage the bulk operations of its member", async () => {
    const own = async (secret: string) =>
      (
        await callRoute(
          api,
          "GET /",
          { to: (o) => `/v1/bulk-operations/${o.bulkId}/items`, foreign: 404 },
          kept,
          secret,
        )
      ).status;
    expect(await own(owner.token)).toBe(200);
    expect(await own(token)).toBe(404);
  });
});

/** Chatwoot's clients expect 401 for a missing right; WuKongIM's routes name no inbox, so that the token has none. */
function refusedBy(route: string): readonly number[] {
  if (route.includes(" /wukongim/")) return [400];
  return route.includes(" /api/v1/") ? [401, 404] : [403, 404];
}

/** What the inbox contains: the events of the log, and what has none. */
async function inboxState(): Promise<unknown> {
  await api.stamped();
  return api.world.database.query(
    `select (select count(*) from event where account_id = $1 and inbox_id = $2),
            (select count(*) from notification n join conversation c on c.account_id = n.account_id and c.id = n.conversation_id
              where c.account_id = $1 and c.inbox_id = $2 and n.read_at is null),
            (select sum(version) from conversation where account_id = $1 and inbox_id = $2),
            (select sum(version) from message where account_id = $1 and conversation_id = $3)`,
    [owner.accountId, kept.inboxId, kept.conversationId],
  );
}
