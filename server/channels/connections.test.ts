import { describe, expect, test } from "vitest";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import { SETUPS } from "./settings";

const evolution = (url: string, instance: string) => ({ url, instance });
const email = (imap: object) => ({
  inbound: "imap",
  imap: { host: "imap.acme.example", port: 993, user: "help@acme.example", folder: "INBOX", ...imap },
});

type Case = { settings: JsonObject; same: JsonObject; others: JsonObject[] };

const CASES: { whatsapp: Case; evolution: Case; email: Case } = {
  whatsapp: {
    settings: { phoneNumberId: "10000000001", businessAccountId: "900000001" },
    same: { phoneNumberId: "10000000001", businessAccountId: "900000002" },
    others: [{ phoneNumberId: "10000000002", businessAccountId: "900000001" }],
  },
  evolution: {
    settings: evolution("https://evolution.acme.example", "shop"),
    same: evolution("https://Evolution.acme.example:443/", "shop"),
    others: [
      evolution("https://evolution.acme.example", "Shop"),
      evolution("https://evolution.acme.example/b", "shop"),
    ],
  },
  email: {
    settings: email({}),
    same: email({ host: "IMAP.acme.example", user: "Help@acme.example", folder: "inbox" }),
    others: [
      email({ folder: "Sales" }),
      email({ user: "sales@acme.example" }),
      email({ port: 1_993 }),
      { ...email({}), inbound: "webhook" },
    ],
  },
};

describe.each(["whatsapp", "evolution", "email"] as const)("%s", (channel) => {
  const { settings, same, others } = CASES[channel];
  const connectionOf = (of: JsonObject) => SETUPS[channel].connectionOf?.(of) ?? null;

  test("two inboxes with the same number, instance or folder of a mailbox have the same connection", () => {
    expect(connectionOf(settings)).not.toBeNull();
    expect(connectionOf(same)).toBe(connectionOf(settings));
  });

  test.each(others)("those with another have not: %j", (other) => {
    expect(connectionOf(other)).not.toBe(connectionOf(settings));
  });
});
