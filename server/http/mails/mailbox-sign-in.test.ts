import { afterAll, beforeAll, expect, test } from "vitest";
import { readState } from "@/server/channels/email/oauth/authorization";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { readConnected } from "@/server/queries/inboxes/channels";
import { keepRefreshToken } from "@/server/store/inboxes/refresh-token";
import { type Api, openApi } from "@/test/support/clients/api";
import { addMember, cookieFor, provideScreens } from "@/test/support/clients/screens";
import { startOauthProvider } from "@/test/support/network/oauth-provider";
import { createTenant } from "@/test/support/scenes/world";

let api: Api;
beforeAll(async () => {
  provideChannelHosts(["127.0.0.1/32"]);
  api = await openApi(createApp);
  provideScreens(api.world); // the secret with which `cookieFor` signs
});
afterAll(async () => {
  provideChannelHosts([]);
  await api.close();
});

const open = async (path: string, caller: Caller | null) =>
  fetch(new URL(path, api.url), {
    redirect: "manual",
    headers: caller ? { cookie: await cookieFor(api.world, caller) } : {},
  });

/** An inbox whose mailbox is signed in to with a provider of this process. */
async function openInbox(options?: Parameters<typeof startOauthProvider>[0]) {
  const { database, run } = api.world;
  const provider = await startOauthProvider(options);
  const tenant = await createTenant(api.world);
  const settings = {
    address: "help@shop.example",
    login: "oauth",
    oauth: {
      provider: "custom",
      ...provider.client,
      authorizationUrl: `${provider.url}/authorize?audience=mail`,
      tokenUrl: `${provider.url}/token`,
      scope: "mail offline_access",
    },
    imap: { host: "127.0.0.1", user: "help" },
  };
  const opened = { name: "Help", channel: "email" as const, settings };
  const { result: inbox } = await run(createInbox, tenant.admin, opened);
  const begin = async (caller: Caller | null = tenant.admin) =>
    open(`/api/mailbox/sign-in?inbox=${inbox.id}`, caller);
  return {
    provider,
    tenant,
    inboxId: inbox.id,
    begin,
    /** Where the person is sent to. */
    authorization: async () => (await begin()).headers.get("location") ?? "",
    stored: async () =>
      (await readConnected(database, tenant.admin, inbox.id)).settings["oauth"] as Record<string, string>,
  };
}

const local = (url: URL) => `${url.pathname}${url.search}`;
const resultOf = (response: Response) =>
  new URL(response.headers.get("location") ?? "", api.url).searchParams.get("signIn");

test("an administrator signs in with the provider, and the inbox has its refresh token", async () => {
  const { provider, tenant, inboxId, authorization, stored } = await openInbox();
  const url = new URL(await authorization());
  expect(url.href).toContain(`${provider.url}/authorize?audience=mail&`);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: "code",
    client_id: "tickline",
    redirect_uri: `${api.url}/api/mailbox/callback`,
    scope: "mail offline_access",
    code_challenge_method: "S256",
    login_hint: "help",
  });
  const done = await open(local(provider.allow(url.href)), tenant.admin);
  expect(done.status).toBe(303);
  expect(done.headers.get("location")).toBe(`/settings/inboxes/${inboxId}/connect?signIn=done`);
  expect(await stored()).toMatchObject({ refreshToken: expect.stringMatching(/^refresh-/) });
});

test("an answer of the API has no token and no secret", async () => {
  const { provider, tenant, inboxId, authorization } = await openInbox();
  await open(local(provider.allow(await authorization())), tenant.admin);
  const { inbox } = await readConnected(api.world.database, tenant.admin, inboxId);
  expect(JSON.stringify(inbox)).not.toMatch(/refresh-|a secret of the app/);
});

test("a sign-in is ended by the session that began it, only once and in time", async () => {
  const { provider, tenant, authorization, stored } = await openInbox();
  const back = provider.allow(await authorization());
  const colleague = await addMember(api.world, tenant, { role: "administrator", inboxIds: [] });
  const stranger = await createTenant(api.world);
  expect((await open(local(back), colleague)).status).toBe(404);
  expect((await open(local(back), stranger.admin)).status).toBe(404);
  expect((await open(local(back), null)).status).toBe(401);
  expect(await stored()).not.toHaveProperty("refreshToken");
  expect(resultOf(await open(local(back), tenant.admin))).toBe("done");
  expect(resultOf(await open(local(back), tenant.admin))).toBe("failed");
  const state = back.searchParams.get("state") ?? "";
  expect(readState(state, new Date(Date.now() + 16 * 60_000))?.isExpired).toBe(true);
  expect(readState(`${state.slice(0, -4)}AAAA`, new Date())).toBeNull();
});

test("agents, strangers and visitors begin no sign-in, nor does an inbox without a provider", async () => {
  const { tenant, begin } = await openInbox();
  expect((await begin(null)).status).toBe(401);
  expect((await begin(await addMember(api.world, tenant, { role: "agent", inboxIds: [] }))).status).toBe(403);
  expect((await begin((await createTenant(api.world)).admin)).status).toBe(404);
  const { result } = await api.world.run(createInbox, tenant.admin, { name: "API", channel: "api" });
  expect((await open(`/api/mailbox/sign-in?inbox=${result.id}`, tenant.admin)).status).toBe(409);
  expect((await open("/api/mailbox/sign-in?inbox=x", tenant.admin)).status).toBe(422);
});

test("a refusal of the person or the provider, and access that does not last, have a reason", async () => {
  const { provider, tenant, authorization } = await openInbox({ lasting: false });
  const url = await authorization();
  const denied = provider.allow(url);
  denied.searchParams.delete("code");
  denied.searchParams.set("error", "access_denied");
  expect(resultOf(await open(local(denied), tenant.admin))).toBe("denied");
  const wrong = provider.allow(url);
  wrong.searchParams.set("code", "another");
  expect(resultOf(await open(local(wrong), tenant.admin))).toBe("failed");
  expect(resultOf(await open(local(provider.allow(url)), tenant.admin))).toBe("no_refresh_token");
});

test("a renewed refresh token replaces only the one that it renews", async () => {
  const { provider, tenant, inboxId, authorization, stored } = await openInbox();
  await open(local(provider.allow(await authorization())), tenant.admin);
  const { refreshToken: first = "" } = await stored();
  const keep = keepRefreshToken(api.world.database, tenant.accountId, inboxId);
  await keep({ from: first, to: "refresh-second" });
  expect(await stored()).toMatchObject({
    refreshToken: "refresh-second",
    clientSecret: "a secret of the app",
  });
  await keep({ from: first, to: "refresh-late" });
  expect(await stored()).toMatchObject({ refreshToken: "refresh-second" });
});
