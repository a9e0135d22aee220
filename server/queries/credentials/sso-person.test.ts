import { expect, test } from "vitest";
import { readSsoPerson } from "./sso-person";

const NOW = new Date("2026-11-20T09:00:00.000Z");
const SETTINGS = {
  roles: { claim: "groups", administrators: ["support-admins"] },
  inboxes: { claim: "groups", prefix: "inbox-" },
};
const ADA = { sub: "a1", name: "Ada Duarte", email: "ada@acme.example", email_verified: true };

const read = (
  claims: Record<string, unknown>,
  settings: Parameters<typeof readSsoPerson>[1]["settings"] = SETTINGS,
) => readSsoPerson({ ...ADA, ...claims }, { settings, now: NOW });

test("a person has a subject, a name and a verified email", () => {
  expect(read({})).toEqual({
    subject: "a1",
    name: "Ada Duarte",
    email: "ada@acme.example",
    role: undefined,
    inboxes: undefined,
    authenticatedAt: null,
  });
});

test.each([false, undefined, null, "true", 1])(
  "with email_verified = %j the email does not count",
  (verified) => {
    expect(read({ email_verified: verified })?.email).toBeNull();
  },
);

test("a name reverses nothing beside it", () => {
  expect(read({ name: "Ada \u202eetrauD" })?.name).toBe("Ada  etrauD");
});

test.each<[unknown, unknown, unknown]>([
  [["support-admins", "inbox-Support"], "administrator", ["Support"]],
  [["sales"], "agent", []],
  [[], "agent", []],
  ["support-admins", "administrator", []],
  [undefined, undefined, undefined],
  [null, undefined, undefined],
  [["support-admins", 7], undefined, undefined],
  [{ "support-admins": true }, undefined, undefined],
])("groups = %j make %s of the inboxes %j", (groups, role, inboxes) => {
  expect(read({ groups })).toMatchObject({ role, inboxes });
});

test("a claim is found by its name, or by its path", () => {
  const settings = { roles: { claim: "realm_access.roles", administrators: ["admin"] }, inboxes: null };
  expect(read({ realm_access: { roles: ["admin"] } }, settings)?.role).toBe("administrator");
  expect(read({ "realm_access.roles": ["x"], realm_access: { roles: ["admin"] } }, settings)?.role).toBe(
    "agent",
  );
  expect(read({ realm_access: "admin" }, settings)?.role).toBeUndefined();
  const inherited = { roles: { claim: "constructor.name", administrators: ["Object"] }, inboxes: null };
  expect(read({}, inherited)?.role).toBeUndefined();
});

test("without settings no claim decides", () => {
  const off = { roles: null, inboxes: null };
  expect(read({ groups: ["support-admins"] }, off)).toMatchObject({ role: undefined, inboxes: undefined });
});

test("the time of the proof is never later than now", () => {
  const at = (auth_time: unknown) => read({ auth_time })?.authenticatedAt?.toISOString();
  expect(at(NOW.getTime() / 1000 - 60)).toBe("2026-11-20T08:59:00.000Z");
  expect(at(NOW.getTime() / 1000 + 60)).toBe(NOW.toISOString());
  expect(at("soon")).toBeUndefined();
});

test("a name is one line of at most 100 characters, and never empty", () => {
  expect(read({ name: "Ada\r\nBcc: x" })?.name).toBe("Ada  Bcc: x");
  expect(read({ name: "é".repeat(200) })?.name).toHaveLength(100);
  expect(read({ name: "", preferred_username: "ada" })?.name).toBe("ada");
  expect(read({ name: 5 })?.name).toBe("ada@acme.example");
});

test.each([undefined, "", 5, "x".repeat(256)])("sub = %j is nobody", (sub) => {
  expect(read({ sub })).toBeNull();
});

test("text that cannot be stored is refused", () => {
  expect(() => read({ sub: "a\0b" })).toThrow("input.invalid");
});
