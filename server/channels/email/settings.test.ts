import { expect, test } from "vitest";
import { changeSettings } from "@/server/contract/channel/channel-settings";
import { EMAIL_PRESETS } from "./presets";
import { emailSettings } from "./settings";

const login = { user: "help@shop.example", password: "right" };
const mailbox = {
  imap: { host: "imap.shop.example", ...login },
  smtp: { host: "smtp.shop.example", ...login },
};
const change = (settings: Parameters<typeof changeSettings>[2]) =>
  changeSettings(emailSettings, { settings: {}, secrets: {} }, settings);

test("passwords and the webhook's secret are kept apart from what everybody may read", () => {
  const read = change({ address: "help@shop.example", ...mailbox, webhookSecret: "a-secret-of-a-webhook" });
  expect(read).toMatchObject({
    valid: true,
    value: {
      settings: { imap: { host: "imap.shop.example", port: 993, tls: "tls", folder: "INBOX" } },
      secrets: {
        imap: { password: "right" },
        smtp: { password: "right" },
        webhookSecret: "a-secret-of-a-webhook",
      },
    },
  });
  expect(JSON.stringify(read.valid && read.value.settings)).not.toMatch(/right|a-secret-of-a-webhook/);
});

test.each([
  ["imap", { inbound: "imap" }],
  ["webhookSecret", { inbound: "webhook" }],
  ["imap.host", { ...mailbox, imap: { ...mailbox.imap, host: "imaps://shop.example" } }],
  ["smtp.tls", { ...mailbox, smtp: { ...mailbox.smtp, tls: "optional" } }],
])("settings without a valid %s are refused", (field, settings) => {
  const read = change({ address: "help@shop.example", ...settings });
  expect(read).toMatchObject({ valid: false, fault: { field: `settings.${field}` } });
});

const NAMED = {
  address: "help@shop.example",
  oauth: { clientId: "app", clientSecret: "of the app" },
  ...mailbox,
};

test.each(EMAIL_PRESETS)("the preset of $name is valid, and encrypts every connection", ({ values }) => {
  const settings: Record<string, unknown> = structuredClone(NAMED);
  for (const [path, value] of Object.entries(values)) {
    const [section = "", name] = path.split(".");
    settings[section] = name === undefined ? value : { ...Object(settings[section]), [name]: value };
  }
  expect(change(settings as typeof NAMED)).toMatchObject({ valid: true });
  expect([values["imap.tls"], values["smtp.tls"]]).not.toContain("none");
});

test.each([
  ["2026-05-01", "2026-05-01T00:00:00Z"],
  ["2026-05-01T08:00:00Z", "2026-05-01T08:00:00Z"],
  ["2026-05-01T08:00:00+02:00", "2026-05-01T08:00:00+02:00"],
])("mail is imported since %s", (importSince, stored) => {
  const read = change({ address: "help@shop.example", ...mailbox, importSince });
  expect(read).toMatchObject({ valid: true, value: { settings: { importSince: stored } } });
});

test.each(["yesterday", "2026-02-30", "2026-05-01T08:00", 5])(
  "no mail is imported since %j",
  (importSince) => {
    const read = change({ address: "help@shop.example", ...mailbox, importSince });
    expect(read).toMatchObject({ valid: false, fault: { field: "settings.importSince" } });
  },
);
