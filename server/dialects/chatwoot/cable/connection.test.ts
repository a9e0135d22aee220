import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
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
