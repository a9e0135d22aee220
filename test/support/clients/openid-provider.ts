import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { Provider } from "oidc-provider";

/** A person whom the provider signs in, with their claims. */
export type Person = { sub: string } & Record<string, unknown>;

/** A real OpenID provider on this machine. It signs in whom the test has chosen, without a form. */
export type OpenidProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Signs this person in from now on, at this time (in seconds since 1970; default: when asked). */
  choose(person: Person, at?: () => number): void;
  /** The authorization requests so far. */
  asked: URLSearchParams[];
  /** Answers every request with 503 until it is called with false. */
  fail(isDown: boolean): void;
  close(): Promise<void>;
};

const INTERACTION = /^\/interaction\/[\w-]+$/;

/** Starts it. `redirectUri`: where it may send the browser back to. */
export async function openOpenidProvider(redirectUri: string): Promise<OpenidProvider> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = originOf(server);
  const client = { clientId: "tickline", clientSecret: randomUUID() };
  const state = { person: { sub: "nobody" } as Person, at: seconds, isDown: false };
  const asked: URLSearchParams[] = [];
  const provider = createProvider(issuer, { ...client, redirectUri, claimsOf: () => state.person });
  const callback = provider.callback();
  server.on("request", (req, res) => {
    const url = new URL(req.url ?? "/", issuer);
    if (state.isDown) return void res.writeHead(503).end();
    if (url.pathname === "/auth") asked.push(url.searchParams);
    if (!INTERACTION.test(url.pathname)) return void callback(req, res);
    const result = { login: { accountId: state.person.sub, ts: state.at() } };
    provider
      .interactionFinished(req, res, result, { mergeWithLastSubmission: false })
      .catch((error: unknown) => res.writeHead(500).end(String(error)));
  });
  return {
    issuer,
    ...client,
    choose: (person, at = seconds) => Object.assign(state, { person, at }),
    asked,
    fail: (isDown) => {
      state.isDown = isDown;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

const seconds = () => Math.floor(Date.now() / 1000);

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

type Options = { clientId: string; clientSecret: string; redirectUri: string; claimsOf: () => Person };

function createProvider(
  issuer: string,
  { clientId, clientSecret, redirectUri, claimsOf }: Options,
): Provider {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig" }] },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ ...claimsOf(), sub: accountId }) }),
    /** Consent is given. */
    loadExistingGrant: async (ctx) => {
      const { account, client } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        ...(account && { accountId: account.accountId }),
        ...(client && { clientId: client.clientId }),
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
}
