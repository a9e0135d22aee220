import { createEndpoint } from "@/server/commands/webhooks/create-endpoint";
import { testEndpoint } from "@/server/commands/webhooks/test-endpoint";
import type { Caller } from "@/server/contract/_shared/caller";
import type { World } from "@/test/support/scenes/world";
import { MARK } from "./route-case";

/** A receiver of webhooks of this administrator's account, with what it is owed; what was done until then is in the log. */
export async function addWebhook(world: World, admin: Caller) {
  const given = { url: `https://hooks.example.com/${MARK}`, types: ["*"] };
  const { endpoint } = (await world.run(createEndpoint, admin, given)).result;
  const owed = await world.run(testEndpoint, admin, { endpointId: endpoint.id, type: "contact.created" });
  await world.relay();
  return { endpointId: endpoint.id, deliveryId: owed.result.id };
}
