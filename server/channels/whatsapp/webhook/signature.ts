import { createHmac, timingSafeEqual } from "node:crypto";

const PREFIX = "sha256=";

/** Whether `X-Hub-Signature-256` is that of these bytes under an app's secret. Takes the same time wherever they differ. */
export function isSignedBy(appSecret: string, body: Uint8Array, header: string | undefined): boolean {
  if (!header?.startsWith(PREFIX)) return false;
  const received = Buffer.from(header.slice(PREFIX.length), "hex");
  const expected = createHmac("sha256", appSecret).update(body).digest();
  return received.length === expected.length && timingSafeEqual(received, expected);
}
