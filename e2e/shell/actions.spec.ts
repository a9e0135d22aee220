import { readFileSync } from "node:fs";
import { type APIRequestContext, expect } from "@playwright/test";
import { API_TOKEN } from "@/e2e/support/environment";
import { signIn, test } from "@/e2e/support/session";

type Action = { id: string; name: string; file: string };

/** Every server action that the build made callable, from any file. */
function builtActions(): Action[] {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  const entries: [string, { filename: string; exportedName: string }][] = Object.entries(manifest.node);
  return entries.map(([id, { filename, exportedName }]) => ({ id, name: exportedName, file: filename }));
}

/** How each action is called, with arguments as React encodes them, and its preparation. */
const CALLS: Record<
  string,
  { args: (displayId: number, begun: string) => unknown[]; begin?: string; makes?: number }
> = {
  resolve: { args: (displayId) => [displayId] },
  reopen: { args: (displayId) => [displayId], begin: "resolve" },
  markPending: { args: (displayId) => [displayId] },
  snooze: { args: (displayId) => [displayId, null] },
  assign: { args: (displayId) => [displayId, null], begin: "assign" },
  assignTeam: { args: (displayId) => [displayId, null], begin: "team" },
  move: { args: (displayId, begun) => [displayId, Number(begun)], begin: "inbox" },
  setPriority: { args: (displayId) => [displayId, "high"] },
  spam: { args: (displayId) => [displayId], makes: 2 },
  takeFromBot: { args: (displayId) => [displayId], begin: "markPending", makes: 2 },
  trash: { args: (displayId) => [displayId] },
  restore: { args: (displayId) => [displayId], begin: "trash" },
  undo: { args: (displayId, begun) => [displayId, begun], begin: "resolve" },
};

const authorization = `Bearer ${API_TOKEN}`;

/** The integrator's side of the test. */
async function v1(request: APIRequestContext, method: "GET" | "POST", path: string, data?: unknown) {
  const answer = await request.fetch(`/v1${path}`, {
    method,
    headers: { authorization },
    ...(data ? { data } : {}),
  });
  expect(answer.status(), `${method} ${path}: ${await answer.text()}`).toBeLessThan(300);
  return answer.json();
}

async function createConversation(request: APIRequestContext, begin?: string): Promise<number> {
  const inbox = await v1(request, "POST", "/inboxes", { name: "Actions", channel: "api" });
  const contact = await v1(request, "POST", "/contacts", { name: "Noor Haddad" });
  const ids = { inboxId: inbox.id, contactId: contact.id };
  const { displayId } = await v1(request, "POST", "/conversations", ids);
  if (begin === "resolve" || begin === "markPending")
    await v1(request, "POST", `/conversations/${displayId}/status`, { signal: begin });
  if (begin === "trash") await v1(request, "POST", `/conversations/${displayId}/trash`);
  if (begin === "assign") {
    const me = await (await request.get("/api/trpc/me.get")).json();
    await v1(request, "POST", `/conversations/${displayId}/assign`, {
      assigneeId: me.result.data.json.user.id,
    });
  }
  if (begin === "team") {
    const { id: teamId } = await v1(request, "POST", "/teams", { name: crypto.randomUUID() });
    await v1(request, "POST", `/conversations/${displayId}/team`, { teamId });
  }
  return displayId;
}

/** The operation that set its status. */
async function operationOf(request: APIRequestContext, displayId: number): Promise<string> {
  const { data } = await v1(request, "GET", `/conversations/${displayId}/transitions?limit=1`);
  return data[0].operationId;
}

const versionOf = async (request: APIRequestContext, displayId: number): Promise<number> =>
  (await v1(request, "GET", `/conversations/${displayId}`)).version;

test("every callable action has an entry in this test", () => {
  expect(
    builtActions()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(CALLS).sort());
  expect(new Set(builtActions().map(({ file }) => file))).toEqual(new Set(["app/_inbox/actions.ts"]));
});

for (const [name, { args, begin, makes = 1 }] of Object.entries(CALLS)) {
  test(`${name} succeeds for its owner from our page, and for no other request`, async ({
    request,
    elsewhere,
    origin,
  }) => {
    await signIn(request);
    const displayId = await createConversation(request, begin);
    const before = await versionOf(request, displayId);
    const begun =
      begin === "inbox"
        ? String((await v1(request, "POST", "/inboxes", { name: "Billing", channel: "api" })).id)
        : await operationOf(request, displayId);
    const id = builtActions().find((action) => action.name === name)?.id ?? "";
    const right = { "next-action": id, origin, "content-type": "text/plain;charset=UTF-8" };
    const call = async (from: APIRequestContext, headers: Record<string, string>) => {
      const answer = await from.post("/inbox", { headers, data: JSON.stringify(args(displayId, begun)) });
      return answer.text();
    };

    expect(await call(elsewhere, right)).toContain('{"ok":false,"code":"auth.required"}');

    const { origin: _, ...withoutOrigin } = right;
    expect(await call(request, withoutOrigin)).toContain('{"ok":false,"code":"auth.foreign_origin"}');
    const foreign = { ...right, origin: "https://evil.example", "x-forwarded-host": "evil.example" };
    expect(await call(request, foreign)).not.toContain('"ok":true');

    const asForm = { [`$ACTION_ID_${id}`]: "", "1": JSON.stringify(displayId) };
    await request.post("/inbox", { headers: { origin }, multipart: asForm });
    expect(await versionOf(request, displayId)).toBe(before);

    expect(await call(request, right)).toContain('{"ok":true,"operationId":"');
    expect(await versionOf(request, displayId)).toBe(before + makes);
  });
}
