import { expect, onTestFinished, test } from "vitest";
import { openCable, openChatwootWithCable } from "@/test/support/clients/cable";

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
