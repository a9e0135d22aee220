import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { revokeToken } from "@/server/commands/credentials/tokens";
import { updateAccount } from "@/server/commands/members/account";
import type { Api } from "@/test/support/clients/api";
import { openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage, type WireStage } from "@/test/support/clients/chatwoot";

describe("connection", () => {
  test("a connection without a subscription ends in time, and asks to connect again only if it has not been refused", async () => {
    const [impatient, patient] = [
      await openChatwootWithCable({ subscribeWithinMs: 20 }),
      await openChatwootWithCable({ subscribeWithinMs: 1_000 }), // longer than the refusal takes
    ];
    onTestFinished(async () => void (await Promise.all([impatient.close(), patient.close()])));
    const silent = await openCable(impatient);
    await silent.closed;
    expect(silent.frames.at(-1)).toEqual({ type: "disconnect", reason: "invalid_request", reconnect: true });
    const rejected = await openCable(patient);
    rejected.command("subscribe", { pubsub_token: "none" });
    await rejected.closed;
    expect(rejected.frames.at(-1)).toEqual({ type: "disconnect", reason: "unauthorized", reconnect: false });
  });
});

test("a client that unsubscribes before its subscription is confirmed is not subscribed, and may subscribe again", async () => {
  const api = await openChatwootWithCable();
  onTestFinished(() => api.close());
  const { tenant } = await openWireStage(api);
  const room = await pubsubRoom(tenant.client);
  const cable = await openCable(api);
  onTestFinished(() => cable.close());
  const confirmed = () => cable.frames.filter(({ type }) => type === "confirm_subscription").length;
  cable.command("subscribe", room);
  cable.command("unsubscribe", room);
  await expect.poll(confirmed, { timeout: 60_000 }).toBe(1);
  cable.command("subscribe", room); // one that is there already is not confirmed again
  await expect.poll(confirmed, { timeout: 60_000 }).toBe(2);
});

describe("origins", () => {
  const SHOP = "https://shop.example";

  const OTHER = "https://other.example";
  let api: Api;
  let stage: WireStage;
  beforeAll(async () => {
    api = await openChatwootWithCable();
    stage = await openWireStage(api);
  });
  afterAll(() => api.close());

  async function answerTo(origin: string | undefined): Promise<string> {
    const cable = await openCable(api, origin);
    onTestFinished(() => cable.close());
    return cable.subscribe(await pubsubRoom(stage.tenant.client));
  }

  test("pages of other sites may subscribe unless the account lists sites without theirs", async () => {
    const everybody = [undefined, api.url, SHOP, OTHER, "null"];
    expect(await Promise.all(everybody.map(answerTo))).toEqual(everybody.map(() => "confirm_subscription"));
    await api.world.run(updateAccount, stage.tenant.admin, { allowedOrigins: [SHOP] });
    expect(await Promise.all(everybody.map(answerTo))).toEqual([
      "confirm_subscription",
      "confirm_subscription",
      "confirm_subscription",
      "reject_subscription",
      "reject_subscription",
    ]);
  });
});

describe("what a client would miss", () => {
  /** A client of a new account, in whose conversation somebody writes. */
  async function listening(api: Api) {
    const { tenant, scene } = await openWireStage(api);
    const agent = await tenant.agent([scene.inboxId]);
    const cable = await openCable(api);
    onTestFinished(() => cable.close());
    await cable.subscribe(await pubsubRoom(agent));
    const write = (content: string) =>
      tenant.client.post(`/conversations/${scene.conversationId}/messages`, { json: { content } });
    return { tenant, agent, cable, write };
  }

  const RESTART = { type: "disconnect", reason: "server_restart", reconnect: true };

  test("a token that was revoked ends also when the clock was set back", async () => {
    let backMs = 0;
    const api = await openChatwootWithCable({ now: () => new Date(Date.now() - backMs) });
    onTestFinished(() => api.close());
    const { tenant, agent, cable, write } = await listening(api);
    await write("Before");
    await expect.poll(cable.events, { timeout: 10_000 }).toContain("message.created");
    backMs = 3_600_000;
    const [token] = await api.world.database.query<{ id: number }>(
      "select id from api_token where account_id = $1 and user_id = $2",
      [tenant.accountId, agent.caller?.userId],
    );
    await api.world.run(revokeToken, tenant.admin, { tokenId: token?.id ?? 0 });
    await write("A secret");
    await expect
      .poll(() => cable.frames.at(-1), { timeout: 10_000 })
      .toMatchObject({ type: "disconnect", reason: "unauthorized" });
    expect(JSON.stringify(cable.frames)).not.toContain("A secret");
  });

  test("is read from the API: the client connects again after a jump of the log", async () => {
    const api = await openChatwootWithCable();
    onTestFinished(() => api.close());
    const { tenant, cable, write } = await listening(api);
    await api.world.database.query(
      "update account_head set epoch = 'next', last_seq = last_seq + 5001 where account_id = $1",
      [tenant.accountId],
    );
    await write("After the jump");
    await cable.closed;
    expect(cable.frames.at(-1)).toEqual(RESTART);
  });

  test("is read from the API: the client connects again after an event that could not be rendered", async () => {
    const api = await openChatwootWithCable();
    onTestFinished(() => api.close());
    const { cable, write } = await listening(api);
    const rename = (from: string, to: string) =>
      api.world.database.query(`alter table ${from} rename to ${to}`);
    await rename("team", "team_away");
    await write("Not told");
    await cable.closed;
    await rename("team_away", "team");
    expect(cable.frames.at(-1)).toEqual(RESTART);
  });
});
