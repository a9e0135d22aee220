import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { requireTwoFactor } from "@/server/commands/members/account";
import type { Caller } from "@/server/contract/_shared/caller";
import { ACTION_TICKET } from "@/server/lib/web/internal-headers";
import { callerOfTicket } from "@/server/queries/credentials/session-caller";
import { turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";
import {
  addMember,
  cookieFor,
  openTestFront,
  provideScreens,
  type TestFront,
} from "@/test/support/clients/screens";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { createActionGate } from "./action-gate";

const ID = "40".repeat(21);
const BODY = '[{"displayId":1}]';

let world: World;
let front: TestFront;
let admin: Caller;
let good: Record<string, string>;
const next = vi.fn(async (body: string, headers: NodeJS.Dict<string | string[]>) => ({ body, headers }));

beforeAll(async () => {
  world = await createWorld();
  const services = provideScreens(world);
  front = await openTestFront({
    app: { fetch: () => new Response("api") },
    actions: createActionGate({
      services: () => services,
      hasAction: (id) => id === ID,
      next: async (req, res) => {
        const seen = await next(await text(req), req.headers);
        res.end(JSON.stringify({ method: req.method, url: req.url, ...seen }));
      },
    }),
  });
  const tenant = await createTenant(world);
  ({ admin } = tenant);
  good = {
    origin: front.url,
    cookie: await cookieFor(world, admin),
    "content-type": "text/plain;charset=UTF-8",
    "next-action": ID,
  };
});
afterAll(async () => {
  await front.close();
  await world.close();
});
beforeEach(() => void next.mockClear());

/** The good request with other headers; undefined removes one. */
async function post(changes: Record<string, string | undefined> = {}, body: RequestInit["body"] = BODY) {
  const headers = Object.entries({ ...good, ...changes }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  const request: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  const response = await fetch(`${front.url}/actions`, request);
  return { status: response.status, headers: response.headers, json: await response.json() };
}

test("a member's own page reaches Next with the body that was checked", async () => {
  const { status, json } = await post({}, ' [ {"displayId":1} ]');
  expect(status).toBe(200);
  expect(json).toMatchObject({ method: "POST", url: "/actions", body: BODY });
  expect(json.headers).toMatchObject({
    "content-length": String(BODY.length),
    "next-action": ID,
    "x-forwarded-host": new URL(front.url).host,
  });
});

test("the ticket of a request names its member until the action has answered, and one from outside names nobody", async () => {
  const admitted: unknown[] = [];
  next.mockImplementationOnce(async (body, headers) => {
    admitted.push(callerOfTicket(String(headers[ACTION_TICKET]))?.userId);
    return { body, headers };
  });
  const { json } = await post({ [ACTION_TICKET]: "of a stranger" });
  expect(admitted).toEqual([admin.userId]);
  expect(callerOfTicket(json.headers[ACTION_TICKET])).toBeNull();
});

test.each([
  ["no type", { "content-type": "" }],
  ["a multipart body", { "content-type": "multipart/form-data; boundary=x" }],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }],
  ["JSON", { "content-type": "application/json" }],
  ["text of another spelling", { "content-type": "text/plain" }],
  ["an action that was forwarded", { "x-action-forwarded": "1" }],
  ["no action", { "next-action": undefined }],
  ["an encoding", { "content-encoding": "gzip" }],
])("%s is refused with 400 and never reaches Next", async (_, changes) => {
  const { status, json } = await post(changes);
  expect({ status, code: json.error.code }).toEqual({ status: 400, code: "input.invalid" });
  expect(next).not.toHaveBeenCalled();
});

test.each([
  ["of 9 KiB", `[{"a":"${"a".repeat(9 * 1024)}"}]`],
  ["without a byte", ""],
  ["in chunks", new Blob([BODY]).stream()],
  ["with a nested value", '[{"a":{}}]'],
  ["with a reference of React", '[{"a":"$F1"}]'],
])("a body %s is refused with 400 and never reaches Next", async (_, body) => {
  const { status, json } = await post({}, body);
  expect({ status, code: json.error.code }).toEqual({ status: 400, code: "input.invalid" });
  expect(next).not.toHaveBeenCalled();
});

test("an action of another build is refused so that the page reloads itself", async () => {
  const { status, headers, json } = await post({ "next-action": "41".repeat(21) });
  expect({ status, code: json.error.code }).toEqual({ status: 404, code: "action.unknown" });
  expect(headers.get("x-nextjs-action-not-found")).toBe("1");
});

test.each([undefined, "null", "https://evil.example", "no URL"])(
  "the origin %s is refused",
  async (origin) => {
    const { status, json } = await post({ origin });
    expect({ status, code: json.error.code }).toEqual({ status: 403, code: "auth.foreign_origin" });
    expect(next).not.toHaveBeenCalled();
  },
);

test("strangers and ended sessions never reach Next", async () => {
  const ended = await cookieFor(world, admin);
  await world.database.query("delete from user_session where user_id = $1", [admin.userId]);
  for (const cookie of [undefined, "next-auth.session-token=e30.e30.x", ended]) {
    const { status, json } = await post({ cookie });
    expect({ status, code: json.error.code }).toEqual({ status: 401, code: "auth.required" });
  }
  expect(next).not.toHaveBeenCalled();
  good["cookie"] = await cookieFor(world, admin);
});

test("a member without the second factor that the account requires never reaches Next", async () => {
  const tenant = await createTenant(world);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  await turnOnTwoFactor(world, tenant.admin, []);
  await world.run(requireTwoFactor, tenant.admin, { requiresTwoFactor: true });
  const { status, json } = await post({ cookie: await cookieFor(world, agent) });
  expect({ status, code: json.error.code }).toEqual({ status: 403, code: "auth.two_factor_required" });
  expect(next).not.toHaveBeenCalled();
});

test("a failure behind the gate is answered once, and reveals nothing", async () => {
  next.mockRejectedValueOnce(new Error("secret"));
  const { status, json } = await post();
  expect({ status, json }).toMatchObject({ status: 500, json: { error: { code: "internal" } } });
  expect(JSON.stringify(json)).not.toContain("secret");
});
