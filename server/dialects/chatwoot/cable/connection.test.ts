import { expect, onTestFinished, test } from "vitest";
import { openCable, openChatwootWithCable } from "@/test/support/clients/cable";

test("a connection without a subscription ends in time, and asks to connect again only if it has not been refused", async () => {
  const impatient = await openChatwootWithCable({ subscribeWithinMs: 20 });
  onTestFinished(() => impatient.close());
  const silent = await openCable(impatient);
  await silent.closed;
  expect(silent.frames.at(-1)).toEqual({ type: "disconnect", reason: "invalid_request", reconnect: true });
  const rejected = await openCable(impatient);
  rejected.command("subscribe", { pubsub_token: "none" });
  await rejected.closed;
  expect(rejected.frames.at(-1)).toEqual({ type: "disconnect", reason: "unauthorized", reconnect: false });
});
