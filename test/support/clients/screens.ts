import { encode } from "next-auth/jwt";
import superjson from "superjson";
import { z } from "zod";
import { provideServices, type Services } from "@/server/commands/_run/services";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import { createDirect } from "@/server/http/front/direct";
import { type FrontOptions, openFront, type Parts } from "@/server/http/front/front";
import { createOutsideCalls } from "@/server/http/outside-calls";
import { findSessionCaller, type SessionClaims } from "@/server/queries/credentials/find-caller";
import { dialectData } from "@/server/store/deletions/dialect-data";
import { handleTrpc } from "@/server/trpc/handler";
import { ACTIONS, callAction, openActions } from "@/test/support/clients/actions";
import type { Tenant, World } from "@/test/support/scenes/world";

/** The part of the server that screens call, over real HTTP. */
export type Screens = { url: string; services: Services; close(): Promise<void> };

/** Provides the screens' services to this process, without a server. */
export function provideScreens(world: World): Services {
  const { database, run, files } = world;
  return provideServices({
    dialectData: dialectData(),
    database,
    run,
    files,
    now: () => world.clock.now,
    outside: createOutsideCalls(),
  });
}

export async function openScreens(world: World): Promise<Screens> {
  const services = provideScreens(world);
  const app = { fetch: (request: Request) => handleTrpc(request, services) };
  const direct = createDirect(() => services);
  return { ...(await openTestFront({ app, direct, actions: openActions(() => services) })), services };
}

/** A session cookie as next-auth signs it. */
export async function cookieOf(claims: SessionClaims): Promise<string> {
  const token = { signedInAt: Math.floor(Date.now() / 1000), ...claims };
  return `next-auth.session-token=${await encode({ token, secret: process.env["NEXTAUTH_SECRET"] ?? "" })}`;
}

/** The cookie of a new session of the caller, who has just given their password. */
export async function cookieFor(world: World, caller: Caller): Promise<string> {
  const [row] = await world.database.query<Required<SessionClaims>>(
    `with opened as (
       insert into user_session (id, user_id, agent, address, created_at, last_seen_at, authenticated_at)
       values (gen_random_uuid(), $1, 'test', '192.0.2.1', $2, $2, $2) returning id, user_id)
     select u.id as "userId", u.session_version as "sessionVersion", o.id as "sessionId"
       from opened o join app_user u on u.id = o.user_id`,
    [caller.userId, world.clock.now],
  );
  if (!row) throw new Error("no such user");
  return cookieOf(row);
}

/** Another member of the account, as a caller. */
export async function addMember(
  world: World,
  tenant: Tenant,
  { role, inboxIds }: { role: "administrator" | "agent"; inboxIds: number[] },
): Promise<Caller> {
  const email = `${role}-${Math.random().toString(36).slice(2)}@example.test`;
  const fields = { name: "Bea Okafor", email, passwordHash: "unusable", role, inboxIds };
  const { result } = await world.run(createMember, tenant.admin, fields);
  const caller = await findSessionCaller(world.database, { userId: result.id, sessionVersion: 1 });
  if (!caller) throw new Error("the new member is not authenticated");
  return caller;
}

export type Call = { path: string; kind: "query" | "mutation"; input?: unknown; cookie?: string };
export type Answer = {
  status: number;
  text: string;
  data: unknown;
  refusal: { code: string; field: string | null } | null;
};

const refusal = z
  .object({ code: z.string(), field: z.string().nullable(), detail: z.string().nullable() })
  .nullable();
const envelope = z.object({
  result: z.object({ data: z.object({ json: z.unknown() }) }).optional(),
  error: z.object({ json: z.object({ data: z.object({ refusal }) }) }).optional(),
});

/** Calls a procedure, or an action (`actions.*`), as a browser on the product's own page does. */
export async function callTrpc(
  screens: Pick<Screens, "url">,
  { path, kind, input, cookie }: Call,
): Promise<Answer> {
  if (path.startsWith(ACTIONS))
    return callAction(screens.url, { name: path.slice(ACTIONS.length), input, cookie });
  const body = JSON.stringify(superjson.serialize(input));
  const headers = { ...(cookie && { cookie }), "content-type": "application/json", origin: screens.url };
  const response =
    kind === "query"
      ? await fetch(`${screens.url}/api/trpc/${path}?input=${encodeURIComponent(body)}`, { headers })
      : await fetch(`${screens.url}/api/trpc/${path}`, { method: "POST", headers, body });
  return readAnswer(response);
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const answer = envelope.parse(JSON.parse(text));
  return {
    status: response.status,
    text,
    data: answer.result?.data.json,
    refusal: answer.error?.json.data.refusal ?? null,
  };
}

export type TestFront = { url: string; close(): Promise<void> };

/** By which the front knows requests of a spool. */
export const SPOOL_SECRET = "the secret of the spool in tests, and long enough";

/** The real front on a port of its own, without pages, and without streams unless they are given. */
export async function openTestFront(
  { live = { matches: () => false, serve: () => {}, close: () => {} }, ...parts }: TestParts,
  { limit }: Pick<FrontOptions, "limit"> = {},
): Promise<TestFront> {
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    isDev: false,
    proxies: 0,
    publicUrl: undefined,
    spoolSecret: SPOOL_SECRET,
    health: async () => "ok",
    limit,
  });
  front.open({ ...parts, live, pages: undefined });
  return { url: front.url, close: () => front.drain(1_000) };
}

type TestParts = Omit<Parts, "live" | "pages"> & { live?: Parts["live"] | undefined };
