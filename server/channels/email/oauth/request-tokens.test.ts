import { createServer } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { oauthSettings } from "./oauth-settings";
import { requestTokens } from "./request-tokens";

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterAll(() => provideChannelHosts([]));

/** Requests tokens from a provider that answers so. */
async function requestFrom(status: number, body: object) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const oauth = oauthSettings.parse({
    ...{ provider: "custom", clientId: "tickline", authorizationUrl: url, tokenUrl: url },
  });
  return requestTokens(oauth, { grant_type: "refresh_token", refresh_token: "refresh-1" });
}

test.each([
  ["invalid_grant", 400, true],
  ["invalid_client", 401, true],
  ["temporarily_unavailable", 400, false],
  ["server_error", 400, false],
  ["server_error", 503, false],
])("the error %s with the status %i is final: %s", async (code, status, isFinal) => {
  const error = await requestFrom(status, { error: code }).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(code);
  expect(error instanceof LoginRefused).toBe(isFinal);
});

test.each([null, "", undefined])(
  "%j as the refresh token means that the last one stays valid",
  async (none) => {
    const tokens = await requestFrom(200, { access_token: "access-1", refresh_token: none, expires_in: 60 });
    expect(tokens).toEqual({ accessToken: "access-1", refreshToken: null, expiresInMs: 60_000 });
  },
);
