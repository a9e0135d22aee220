import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CreateToken, createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { createApp } from "@/server/http/app";
import { CHATWOOT_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import { callRoute, ownEverything, type Party } from "@/test/guarantees/routes/own-everything";
import { MARK, type RouteTable } from "@/test/guarantees/routes/route-case";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

/** `http-tenancy.test.ts` compares these tables with the app's routes. */
const TABLES: RouteTable = { ...NATIVE_ROUTES, ...CHATWOOT_ROUTES, ...FREESCOUT_ROUTES };
const calls = Object.entries(TABLES).flatMap(([route, cases]) =>
  [cases].flat().map((one, i) => ({ route, one, nth: i + 1 })),
);
const isRead = ({ route }: { route: string }): boolean => route.startsWith("GET ");
const reads = calls.filter(isRead);
const writes = calls.filter((call) => !isRead(call));

let api: Api;
let owner: Awaited<ReturnType<typeof createTokenTenant>>;
let kept: Party;
let elsewhereId: number;
beforeAll(async () => {
  api = await openApi(createApp);
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
            (select count(*) from idempotency_key where account_id = $1)`,
    [owner.accountId],
  );
}

describe("a read-only token of an administrator", () => {
  let token: string;
  beforeAll(async () => {
    token = await tokenWith({ isReadOnly: true });
  });

  test.each(reads)("$route, call $nth: reads", async ({ route, one }) => {
    const { status, text } = await callRoute(api, route, one, kept, token);
    expect(status, text).toBe(200);
  });

  test.each(writes)("$route, call $nth: changes nothing", async ({ route, one }) => {
    const before = await changes();
    const { status, text } = await callRoute(api, route, one, kept, token);
    expect(status, text).toBe(403);
    if (route.includes(" /v1/")) expect(JSON.parse(text).error.code).toBe("token.read_only");
    expect(await changes()).toEqual(before);
  });
});

/**
 * Answers to agents without the inbox that name the account's own things: contacts, labels, teams, shared views, members and
 * bulk operations belong to the account, whatever inbox somebody sees (SECURITY.md).
 */
const OF_ACCOUNT = new Set([
  "GET /v1/contacts",
  "GET /v1/contacts/:id",
]);

describe("a token for another inbox", () => {
  let token: string;
  beforeAll(async () => {
    token = await tokenWith({ role: "agent", inboxIds: [elsewhereId] });
  });

  test.each(reads)("$route, call $nth: sees nothing of this one", async ({ route, one }) => {
    const { status, text } = await callRoute(api, route, one, kept, token);
    console.log("READ", status, route, text.includes(MARK), text.slice(0, 100));
    if (!OF_ACCOUNT.has(route)) expect(text).not.toContain(MARK);
  });

  test.each(writes)("$route, call $nth", async ({ route, one }) => {
    const before = JSON.stringify(await changes());
    const { status, text } = await callRoute(api, route, one, kept, token);
    console.log("WRITE", status, route, text.includes(MARK), before !== JSON.stringify(await changes()), text.slice(0, 100));
  });
});
