import { expect, test } from "vitest";
import { aSubscription } from "@/test/support/scenes/dtos";
import { pushSubscription } from "./notification-settings";

const { keys } = aSubscription();

test("a browser's subscription is accepted, also with padded keys", () => {
  expect(pushSubscription.safeParse(aSubscription()).success).toBe(true);
  const padded = { p256dh: `${keys.p256dh}=`, auth: `${keys.auth}==` };
  expect(pushSubscription.safeParse({ ...aSubscription(), keys: padded }).success).toBe(true);
});

test.each([
  ["an address without TLS", aSubscription("http://push.example.test/a")],
  ["a key that is too short", { ...aSubscription(), keys: { ...keys, p256dh: "BA" } }],
  ["a compressed point", { ...aSubscription(), keys: { ...keys, p256dh: keys.p256dh.replace("BC", "AC") } }],
  ["a secret that is too short", { ...aSubscription(), keys: { ...keys, auth: "BA" } }],
])("a subscription with %s is refused", (_, given) => {
  expect(pushSubscription.safeParse(given).success).toBe(false);
});
