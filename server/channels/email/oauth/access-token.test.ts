import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import { deliver } from "@/server/channels/email/smtp/deliver";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { type OauthProvider, startOauthProvider } from "@/test/support/network/oauth-provider";
import { tokenLogin } from "./access-token";
import { endpointsOf, oauthSettings } from "./oauth-settings";

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterAll(() => provideChannelHosts([]));

const settingsOf = ({ url, client }: OauthProvider, refreshToken?: string) =>
  oauthSettings.parse({
    provider: "custom",
    ...client,
    authorizationUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    ...(refreshToken !== undefined && { refreshToken }),
  });

/** Of the last login: each has an inbox of its own. */
let inboxId = 0;

/** A login whose clock the test sets, with the refresh tokens that replaced its own. */
async function open() {
  inboxId += 1;
  const provider = await startOauthProvider();
  const kept: { from: string; to: string }[] = [];
  const clock = { now: 1_000_000 };
  const first = provider.refreshToken();
  const keep = async (change: { from: string; to: string }) => void kept.push(change);
  const loginWith = (refreshToken?: string, of = inboxId) =>
    tokenLogin(settingsOf(provider, refreshToken), { inboxId: of, keep }, () => clock.now);
  return { provider, kept, clock, first, loginWith, login: loginWith(first) };
}

test("connections share an access token, and requests for it", async () => {
  const { provider, login } = await open();
  const [one, two] = await Promise.all([login.accessToken(), login.accessToken()]);
  expect(one).toBe(two);
  expect(await login.accessToken()).toBe(one);
  expect(provider.requests).toEqual([{ grant: "refresh_token" }]);
});

test("a refresh token that was renewed is kept, and those that read it use the same access token", async () => {
  const { kept, first, login, loginWith, provider } = await open();
  const token = await login.accessToken();
  expect(kept).toEqual([{ from: first, to: expect.stringMatching(/^refresh-/) }]);
  expect(await loginWith(kept[0]?.to).accessToken()).toBe(token);
  expect(provider.requests).toHaveLength(1);
});

test("where another process has renewed the refresh token, the inbox uses its access token until that expires", async () => {
  const { provider, login, loginWith, clock } = await open();
  const token = await login.accessToken();
  const renewed = provider.refreshToken();
  expect(await loginWith(renewed).accessToken()).toBe(token);
  expect(provider.requests).toHaveLength(1);
  expect(await loginWith(provider.refreshToken(), -1).accessToken()).not.toBe(token);
  clock.now += 3_600_000;
  expect(await loginWith(renewed).accessToken()).not.toBe(token);
});

test("an access token is renewed a minute before it expires, by the newest refresh token", async () => {
  const { kept, clock, login, loginWith } = await open();
  const token = await login.accessToken();
  clock.now += 3_600_000 - 60_001;
  const again = loginWith(kept[0]?.to);
  expect(await again.accessToken()).toBe(token);
  clock.now += 1;
  expect(await again.accessToken()).not.toBe(token);
  expect(kept).toHaveLength(2);
});

test("revoked access is a refused login, in the provider's words and with what to do", async () => {
  const { provider, login } = await open();
  provider.revoke();
  const error = await login.accessToken().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LoginRefused);
  expect(String(error)).toMatch(/Token has been revoked\..*sign in again/);
});

test("a mailbox to which nobody has signed in, and a wrong client secret, are refused logins", async () => {
  const { provider, first, loginWith } = await open();
  await expect(loginWith().accessToken()).rejects.toThrow(LoginRefused);
  const wrong = { ...settingsOf(provider, first), clientSecret: "wrong" };
  await expect(tokenLogin(wrong, { inboxId: 0, keep: async () => undefined }).accessToken()).rejects.toThrow(
    /Unknown app/,
  );
});

test("a provider that is not reached is no refused login: it is tried again soon", async () => {
  const { provider } = await open();
  const away = { ...settingsOf(provider, "refresh-1"), tokenUrl: "http://127.0.0.1:9/token" };
  const error = await tokenLogin(away, { inboxId: 0, keep: async () => undefined })
    .accessToken()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(LoginRefused);
});

test("the endpoints of Microsoft and Google are those that they document", () => {
  const own = { clientId: "tickline" };
  expect(endpointsOf(oauthSettings.parse({ provider: "microsoft", ...own, tenant: "shop.example" }))).toEqual(
    {
      authorizationUrl: "https://login.microsoftonline.com/shop.example/oauth2/v2.0/authorize",
      tokenUrl: "https://login.microsoftonline.com/shop.example/oauth2/v2.0/token",
      scope:
        "offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
    },
  );
  expect(endpointsOf(oauthSettings.parse({ provider: "google", ...own })).scope).toBe(
    "https://mail.google.com/",
  );
  expect(() => oauthSettings.parse({ provider: "custom", ...own })).toThrow(/authorizationUrl/);
  expect(() => oauthSettings.parse({ ...own, tenant: "../evil" })).toThrow(/tenant/);
});

test("Dovecot accepts the access token, and one that it refuses is replaced at once", async ({ skip }) => {
  const program = findProgram("dovecot", "dovecot-imapd");
  if ("missing" in program) return skip(program.missing);
  const { provider, kept, login, loginWith } = await open();
  const { imap } = await startDovecot(program.path, {
    introspectionUrl: `${provider.url}/introspect?token=`,
  });
  const { password: _, ...server } = imap;
  const exists = (own: typeof login) =>
    withMailbox({ ...server, login: own }, async (client) => (await client.mailboxOpen("INBOX")).exists);
  expect(await exists(login)).toBe(0);
  provider.expireAccess();
  expect(await exists(loginWith(kept[0]?.to))).toBe(0);
  provider.expireAccess();
  provider.revoke();
  await expect(exists(loginWith(kept[1]?.to))).rejects.toThrow(LoginRefused);
});

test("a renewed refresh token that cannot be stored yet is stored before the next connection", async () => {
  const provider = await startOauthProvider();
  const kept: string[] = [];
  let isAway = true;
  const keep = async ({ to }: { to: string }) => {
    if (isAway) throw new Error("no database");
    kept.push(to);
  };
  const login = tokenLogin(settingsOf(provider, provider.refreshToken()), { inboxId: 0, keep });
  await expect(login.accessToken()).rejects.toThrow("no database");
  isAway = false;
  expect(await login.accessToken()).toMatch(/^access-/);
  expect(kept).toHaveLength(1);
  expect(provider.requests).toHaveLength(1);
});

test("an SMTP server gets the access token, and after a refusal a new one", async () => {
  const { provider, login } = await open();
  const accepted: string[] = [];
  const tokens: string[] = [];
  const server = new SMTPServer({
    authMethods: ["XOAUTH2"],
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 10,
    logger: false,
    onAuth({ username, accessToken = "" }, _session, done) {
      tokens.push(accessToken);
      if (tokens.length === 1) done(null, { data: { status: "401", schemes: "bearer", scope: "mail" } });
      else done(null, { user: username });
    },
    onData(stream, _session, done) {
      stream.resume();
      stream.once("end", () => {
        accepted.push("mail");
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const smtp = { host: "127.0.0.1", port, tls: "none" as const, user: "help" };
  const mail = {
    envelope: { from: "help@shop.example", to: ["ada@mail.example"] },
    raw: Buffer.from("Subject: Hello\r\n\r\nText\r\n"),
  };
  expect((await deliver({ ...smtp, login }, mail)).outcome.kind).toBe("accepted");
  expect(accepted).toEqual(["mail"]);
  expect(new Set(tokens).size).toBe(2);
  provider.revoke();
  provider.expireAccess();
  tokens.length = 0;
  expect((await deliver({ ...smtp, login }, mail)).outcome).toMatchObject({
    kind: "not_sent",
    reason: expect.stringMatching(/sign in again/),
  });
});
