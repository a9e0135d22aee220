import { expect, test } from "vitest";
import { z } from "zod";
import { settingsSchemaOf } from "@/server/contract/channel/channel-settings";
import { field, formSettings } from "@/server/contract/channel/settings-field";
import { applies, changedSettings, fieldName, firstChoices, readSettings } from "./setting-values";

const named = (title: string) => ({ title: { en: title, zh: title } });
const fields = formSettings(
  settingsSchemaOf(
    z.strictObject({
      host: field(z.string().optional(), named("Host")),
      port: field(z.int().default(993), named("Port")),
      sites: field(z.array(z.string()).default([]), named("Sites")),
      secret: field(z.string().optional(), { ...named("Secret"), isSecret: true }),
      questions: field(z.array(z.strictObject({ key: z.string() })).default([]), named("Questions")),
      texts: field(z.record(z.string(), z.string()).default({}), named("Texts")),
      imap: field(
        z
          .strictObject({
            user: field(z.string(), named("User")),
            password: field(z.string(), { ...named("Password"), isSecret: true }),
          })
          .optional(),
        named("IMAP"),
      ),
    }),
  ),
);

const formOf = (values: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(`settings.${name}`, value);
  return form;
};

test("values are read by their types, and a list has a value on each line", () => {
  const form = formOf({
    host: " mail.example ",
    port: "143",
    sites: "https://a.example\n\n https://b.example ",
    "imap.user": "ann",
    "imap.password": "x",
  });
  expect(readSettings(form, fields)).toEqual({
    host: "mail.example",
    port: 143,
    sites: ["https://a.example", "https://b.example"],
    imap: { user: "ann", password: "x" },
  });
});

test("an empty field is removed, with an empty section; an empty secret and what no form shows stay", () => {
  const form = formOf({ host: "", port: "", sites: "", secret: "", "imap.user": "", "imap.password": "" });
  expect(readSettings(form, fields)).toEqual({ host: null, port: null, sites: [], imap: null });
});

test("only what differs from the stored settings is a change", () => {
  const stored = { host: "mail.example", sites: ["https://a.example"], imap: { user: "ann" } };
  const shown = {
    host: "mail.example",
    port: "993",
    sites: "https://a.example",
    secret: "",
    "imap.user": "ann",
    "imap.password": "",
  };
  const changeOf = (entered: Partial<typeof shown>) =>
    changedSettings(formOf({ ...shown, ...entered }), fields, stored);
  expect(changeOf({})).toEqual({});
  expect(changeOf({ port: "143", secret: "s" })).toEqual({ port: 143, secret: "s" });
  expect(changeOf({ host: "", sites: "" })).toEqual({ host: null, sites: [] });
  expect(changeOf({ "imap.password": "x" })).toEqual({ imap: { password: "x" } });
  expect(changeOf({ "imap.user": "" })).toEqual({ imap: null });
});

test("a setting, or one of a section, is shown only while the choice that it depends on is made", () => {
  const receiving = formSettings(
    settingsSchemaOf(
      z.strictObject({
        inbound: field(z.enum(["imap", "webhook"]).default("imap"), named("Receiving")),
        secret: field(z.string().optional(), { ...named("Secret"), onlyIf: { inbound: "webhook" } }),
        imap: field(z.strictObject({ user: field(z.string(), named("User")) }).optional(), {
          ...named("IMAP"),
          onlyIf: { inbound: "imap" },
        }),
      }),
    ),
  );
  const shown = (inbound: string) =>
    receiving
      .filter((one) => applies(one, receiving, { "settings.inbound": inbound }))
      .map((one) => fieldName(one).replace("settings.", ""));
  expect(shown("imap")).toEqual(["inbound", "imap", "imap.user"]);
  expect(shown("webhook")).toEqual(["inbound", "secret"]);
  expect(firstChoices({}, receiving)).toEqual({ "settings.inbound": "imap" });
  expect(firstChoices({ inbound: "webhook" }, receiving)).toEqual({ "settings.inbound": "webhook" });
});
