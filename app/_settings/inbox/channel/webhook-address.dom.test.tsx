import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { WebhookAddress } from "./webhook-address";

const own = { ...inbox, identifier: "abc123" };

test.each([
  ["whatsapp", {}, "Callback URL", "/channels/whatsapp/abc123"],
  ["email", { inbound: "webhook" }, "Webhook URL", "/channels/email/abc123"],
] as const)(
  "an inbox of %s shows the address that its provider posts to",
  (channel, settings, label, path) => {
    openPage(<WebhookAddress inbox={{ ...own, channel, settings }} />, { answers: {} });
    const field = screen.getByRole<HTMLInputElement>("textbox", { name: label });
    expect(field.value).toBe(location.origin + path);
  },
);

test.each([
  ["email", { inbound: "imap" }],
  ["evolution", {}],
] as const)(
  "an inbox of %s with the settings %j shows none: Tickline fetches or registers it itself",
  (channel, settings) => {
    openPage(<WebhookAddress inbox={{ ...own, channel, settings }} />, { answers: {} });
    expect(screen.queryByRole("textbox")).toBeNull();
  },
);
