import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { addMember, cookieFor, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let tenant: Tenant;
const opened: AbortController[] = [];

withScreens(async (opened) => {
  ({ world, screens } = opened);
  tenant = await createTenant(world);
  await world.relay();
});
afterEach(() => {
  for (const controller of opened.splice(0)) controller.abort();
});

const frame = z.object({
  cursor: z.string(),
  events: z.array(
    z.object({ seq: z.number(), inboxId: z.number().nullable(), audience: z.string().nullable() }),
  ),
  reset: z.object({ cursor: z.string() }).optional(),
});
type Sent = { event: string | undefined; id: string | undefined; data: string };

/** The frames of one stream, as sent; without pings. */
async function* stream(cookie: string, lastEventId?: string): AsyncGenerator<Sent> {
  const controller = new AbortController();
  opened.push(controller);
  const input = encodeURIComponent(
    JSON.stringify({ json: lastEventId === undefined ? {} : { lastEventId } }),
  );
  const { signal } = controller;
  const response = await fetch(`${screens.url}/api/trpc/live?input=${input}`, {
    headers: { cookie },
    signal,
  });
  let text = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split(/\n\n+/);
    text = parts.pop() ?? "";
    for (const part of parts) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(part)?.[1];
      const sent = { event: field("event"), id: field("id"), data: field("data") ?? "" };
      if (sent.event !== "ping" && part.trim() !== "") yield sent;
    }
  }
}

async function next(frames: AsyncGenerator<Sent>): Promise<Sent> {
  const { value, done } = await frames.next();
  if (done) throw new Error("the stream ended");
  return value;
}

const framesOf = (sent: Sent) => frame.parse(JSON.parse(sent.data).json);

test("a stream sends the events after its cursor, and later ones, with the cursor as id", async () => {
  const frames = stream(await cookieFor(world, tenant.admin), await cursorOf(0));
  expect(await next(frames)).toMatchObject({ event: "connected" });
  const first = await next(frames);
  const { events, cursor } = framesOf(first);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  expect(first.id).toBe(cursor);
  await createScene(world, tenant);
  await world.relay();
  expect(framesOf(await next(frames)).events[0]?.seq).toBe(events.length + 1);
});

test("another account, and an agent without access to the inbox, receive no events of it", async () => {
  const { inbox } = await createScene(world, tenant);
  const stranger = await createTenant(world);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  await world.relay();
  for (const caller of [stranger.admin, agent]) {
    const frames = stream(await cookieFor(world, caller), await cursorOf(0));
    await next(frames);
    const { events } = framesOf(await next(frames));
    expect(events.filter((event) => event.inboxId === inbox.id)).toEqual([]);
    if (caller === agent) expect(events.filter((event) => event.audience === "admins")).toEqual([]);
  }
});

test("an unknown cursor is answered by a reset to the head", async () => {
  const cookie = await cookieFor(world, tenant.admin);
  for (const cursor of ["elsewhere:1", await cursorOf(1_000_000), "nonsense"]) {
    const frames = stream(cookie, cursor);
    await next(frames);
    const answer = framesOf(await next(frames));
    expect(answer).toMatchObject({ events: [], reset: { cursor: answer.cursor } });
  }
});

test("a stream ends with an error after its session has ended", async () => {
  const member = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const frames = stream(await cookieFor(world, member));
  await next(frames);
  expect(framesOf(await next(frames)).events).toEqual([]); // its first position
  await world.run(revokeSessions, tenant.admin, { userId: member.userId ?? 0 });
  const sent = await next(frames);
  expect(sent.event).toBe("serialized-error");
  expect(JSON.parse(sent.data)).toMatchObject({
    json: { data: { code: "UNAUTHORIZED", refusal: { code: "auth.required" } } },
  });
});

async function cursorOf(seq: number): Promise<string> {
  const [head] = await world.database.query<{ epoch: string }>("select epoch from relay_state");
  return `${head?.epoch}:${seq}`;
}
