import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";

type Code = { challenge: string; redirectUri: string };

export type OauthProvider = {
  url: string;
  client: { clientId: string; clientSecret: string };
  /** A refresh token as of somebody who has signed in. */
  refreshToken(): string;
  /** Ends all refresh tokens, as a person or an administrator does. */
  revoke(): void;
  /** Ends the access tokens alone, before their time. */
  expireAccess(): void;
  /** A person allows the access: what the provider does with an address of its authorization page. */
  allow(authorizationUrl: string): URL;
  requests: { grant: string }[];
};

/** A provider of tokens in this process, which renews a refresh token with each use, as strict ones do; closed after the test. */
export async function startOauthProvider({ lasting = true } = {}): Promise<OauthProvider> {
  const client = { clientId: "tickline", clientSecret: "a secret of the app" };
  const codes = new Map<string, Code>();
  const [refreshTokens, accessTokens] = [new Set<string>(), new Set<string>()];
  const requests: { grant: string }[] = [];
  const issue = (known: Set<string>, kind: string): string => {
    const token = `${kind}-${randomUUID()}`;
    known.add(token);
    return token;
  };
  const answerTokens = () => ({
    access_token: issue(accessTokens, "access"),
    token_type: "Bearer",
    expires_in: 3_600,
    ...(lasting && { refresh_token: issue(refreshTokens, "refresh") }),
  });

  function answerGrant(form: URLSearchParams): [number, object] {
    requests.push({ grant: form.get("grant_type") ?? "" });
    const isClient =
      form.get("client_id") === client.clientId && form.get("client_secret") === client.clientSecret;
    if (!isClient) return [401, { error: "invalid_client", error_description: "Unknown app." }];
    if (form.get("grant_type") === "refresh_token")
      return refreshTokens.delete(form.get("refresh_token") ?? "")
        ? [200, answerTokens()]
        : [400, { error: "invalid_grant", error_description: "Token has been revoked." }];
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isOwn = code?.challenge === challenge && code.redirectUri === form.get("redirect_uri");
    return isOwn ? [200, answerTokens()] : [400, { error: "invalid_grant" }];
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const [status, body] =
        pathname === "/introspect"
          ? [200, { active: accessTokens.has(searchParams.get("token") ?? ""), username: "help" }]
          : answerGrant(new URLSearchParams(Buffer.concat(chunks).toString()));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    client,
    requests,
    refreshToken: () => issue(refreshTokens, "refresh"),
    revoke: () => refreshTokens.clear(),
    expireAccess: () => accessTokens.clear(),
    allow(authorizationUrl) {
      const { searchParams } = new URL(authorizationUrl);
      const [redirectUri, challenge] = ["redirect_uri", "code_challenge"].map(
        (name) => searchParams.get(name) ?? "",
      );
      const code = randomUUID();
      codes.set(code, { challenge: challenge ?? "", redirectUri: redirectUri ?? "" });
      const back = new URL(redirectUri ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", searchParams.get("state") ?? "");
      return back;
    },
  };
}
