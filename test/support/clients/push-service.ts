import { createECDH, createPublicKey, randomBytes, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { decrypt } from "http_ece";
import type { PushSubscription } from "@/server/contract/member/notification-settings";
import type { PushPayload } from "@/server/worker/push/push-text";
import { LOCALHOST } from "@/test/support/network/localhost-certificate";

export type Pushed = { path: string; headers: IncomingHttpHeaders; payload: PushPayload };

type Answer = { status: number; headers?: Record<string, string> };

/**
 * A push service on https that decrypts what it gets as a browser does. `answer` may be replaced; by default 201. Requests
 * that were answered otherwise are in `pushed` too.
 */
export async function openPushService() {
  const browsers = new Map<string, (body: Buffer) => PushPayload>();
  const service = {
    pushed: [] as Pushed[],
    answer: (_: Pushed): Answer => ({ status: 201 }),
    origin: "",
    /** Subscribes another browser. */
    subscribe(): PushSubscription {
      const path = `/push/${randomBytes(16).toString("hex")}`;
      const privateKey = createECDH("prime256v1");
      privateKey.generateKeys();
      const auth = randomBytes(16).toString("base64url");
      browsers.set(path, (body) =>
        JSON.parse(decrypt(body, { version: "aes128gcm", privateKey, authSecret: auth }).toString("utf8")),
      );
      return {
        endpoint: `${service.origin}${path}`,
        keys: { p256dh: privateKey.getPublicKey("base64url"), auth },
      };
    },
    close: (): Promise<void> => Promise.resolve(),
  };
  const server = createServer(LOCALHOST, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const { url: path = "", headers } = request;
      const payload = browsers.get(path)?.(Buffer.concat(parts));
      if (!payload) return response.writeHead(404).end();
      const pushed = { path, headers, payload };
      service.pushed.push(pushed);
      const answer = service.answer(pushed);
      return response.writeHead(answer.status, answer.headers).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  service.origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  service.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return service;
}

export type PushService = Awaited<ReturnType<typeof openPushService>>;

/** The claims of the request's VAPID token (RFC 8292). Throws unless `publicKey` signed it. */
export function vapidClaims(
  { headers }: Pushed,
  publicKey: string,
): { aud: string; sub: string; exp: number } {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(.+)$/.exec(String(headers.authorization)) ?? [];
  if (key !== publicKey) throw new Error("the request has another key");
  const [head = "", body = "", signature = ""] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
  const signer = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const options = { key: signer, dsaEncoding: "ieee-p1363" as const };
  if (!verify("sha256", Buffer.from(`${head}.${body}`), options, Buffer.from(signature, "base64url")))
    throw new Error("the signature does not match");
  return JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
}
