import { expect, test } from "vitest";
import { z } from "zod";
import { changeSettings, publishedSchemaOf, settingsSchemaOf, withSecrets } from "./channel-settings";
import { field } from "./settings-field";

const kind = z.strictObject({
  address: z.email(),
  color: z.string().default("#2563eb"),
  imap: z
    .strictObject({
      host: z.string(),
      port: z.int().min(1).max(65_535),
      password: z.string().meta({ writeOnly: true }),
    })
    .optional(),
  token: z.string().optional().meta({ writeOnly: true }),
});
const none = { settings: {}, secrets: {} };
const imap = { host: "imap.acme.example", port: 993, password: "hunter2" };
const created = () => {
  const read = changeSettings(kind, none, { address: "help@acme.example", imap, token: "t" });
  if (!read.valid) throw new Error(JSON.stringify(read.fault));
  return read.value;
};

test("secrets are apart from what everybody may read, each at its path", () => {
  expect(created()).toEqual({
    settings: {
      address: "help@acme.example",
      color: "#2563eb",
      imap: { host: "imap.acme.example", port: 993 },
    },
    secrets: { imap: { password: "hunter2" }, token: "t" },
  });
});

test("a change merges objects: an omitted secret stays, null removes a field", () => {
  const changed = changeSettings(kind, created(), { imap: { port: 143 }, token: null });
  expect(changed).toEqual({
    valid: true,
    value: {
      settings: {
        address: "help@acme.example",
        color: "#2563eb",
        imap: { host: "imap.acme.example", port: 143 },
      },
      secrets: { imap: { password: "hunter2" } },
    },
  });
});

test("both together are what the channel works with", () => {
  const { settings, secrets } = created();
  expect(withSecrets(settings, secrets)).toMatchObject({ imap, token: "t" });
});

test.each([
  [{ address: "nobody" }, "settings.address"],
  [{ imap: { port: 0 } }, "settings.imap.port"],
  [{ imap: { security: "tls" } }, "settings.imap.security"],
  [{ address: null }, "settings.address"],
])("a change to %j is refused with its field", (change, field) => {
  expect(changeSettings(kind, created(), change)).toMatchObject({ valid: false, fault: { field } });
});

test("a name of JavaScript's own is a field like any other", () => {
  const change = JSON.parse('{"__proto__": {"address": "x"}, "constructor": {"prototype": 1}}');
  expect(changeSettings(kind, created(), change)).toMatchObject({ valid: false });
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test("the schema of a kind marks its secrets as write-only", () => {
  expect(settingsSchemaOf(kind)).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    required: ["address"],
    properties: {
      token: { writeOnly: true },
      imap: { properties: { password: { type: "string", writeOnly: true } } },
    },
  });
});

test("the published schema has no keywords of forms, which strict validators refuse", () => {
  const words = { title: { en: "Tone", zh: "语气" }, options: { kind: { en: "Kind", zh: "友好" } } };
  const more = { isSecret: true, isLong: true, onlyIf: { tone: "kind" }, startsAs: "tone" };
  const tone = field(z.enum(["kind"]), { ...words, ...more });
  const inner = z.strictObject({ tone, options: z.string().optional() });
  expect(publishedSchemaOf(z.strictObject({ inner }))["properties"]).toMatchObject({
    inner: {
      properties: { tone: { ...{ type: "string", enum: ["kind"] }, title: "Tone", writeOnly: true } },
    },
  });
  const published = JSON.stringify(publishedSchemaOf(z.strictObject({ inner })));
  expect(published).not.toMatch(/"(zh|multiline|onlyIf|startsAs)"/);
  expect(published.match(/"options":/g)).toHaveLength(1); // the setting of that name
});
