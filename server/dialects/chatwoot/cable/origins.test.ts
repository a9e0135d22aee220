import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import type { Api } from "@/test/support/clients/api";
import { openCable, openChatwootWithCable, pubsubRoom } from "@/test/support/clients/cable";
import { openWireStage, type WireStage } from "@/test/support/clients/chatwoot";

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
