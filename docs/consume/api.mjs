// Requests to Tickline's API, and verification of its webhooks.
import { createHmac, timingSafeEqual } from "node:crypto";

const TOLERANCE_SECONDS = 300;

/** An answer other than 2xx; `code` and `oldest` are those of the answer's `error`. */
export class ApiError extends Error {
  constructor(status, { code, message, oldest } = {}) {
    super(`${status} ${code ?? ""} ${message ?? ""}`);
    Object.assign(this, { status, code, oldest });
  }
}

/** Ends the program with a sentence where the environment lacks one of these variables. */
export function requireVariables(...names) {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  console.error(`set ${missing.join(", ")}`);
  process.exit(1);
}

/** @returns a function that sends requests: `request("/v1/events?limit=10")`, `request("/v1/…", {body: {…}})` for a POST. */
export function createApi({ url, token }) {
  return async function request(path, { body } = {}) {
    const answer = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const json = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new ApiError(answer.status, json.error);
    return json;
  };
}

/**
 * Whether `bytes` were signed with one of the secrets within five minutes, by Standard Webhooks: HMAC-SHA256 over
 * `id.timestamp.body` with the raw bytes, compared in constant time. During a rotation there are two secrets.
 */
export function isSigned({ headers, bytes, secrets, nowSeconds = Date.now() / 1000 }) {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!id || !signatures || !/^\d+$/.test(timestamp ?? "")) return false;
  if (Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = signatures.split(" ").flatMap((one) => (one.startsWith("v1,") ? [Buffer.from(one.slice(3), "base64")] : []));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const ours = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(bytes).digest();
    return given.some((theirs) => theirs.length === ours.length && timingSafeEqual(theirs, ours));
  });
}
