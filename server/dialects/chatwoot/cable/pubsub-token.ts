import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { deriveKey } from "@/server/lib/crypto/seal";

/**
 * What a `pubsub_token` lets its bearer hear: what an API token may see, or the conversations of one customer's name in a
 * public inbox. `identifier`: the inbox's, so that a new one ends the customers' tokens.
 */
export type PubsubSubject =
  | { kind: "token"; accountId: number; tokenId: number }
  | { kind: "customer"; identifier: string; sourceId: string };

const id = z.number().int().positive();
const text = z.string().min(1).max(500);
const encoded = z.union([z.tuple([z.literal("t"), id, id]), z.tuple([z.literal("c"), text, text])]);

const MAC_BYTES = 16;
/** Longer ones are not ours. */
const CHARS_MAX = 2_000;

/** A `pubsub_token`. It is signed and not stored: it is as good as what it was made for, and ends with that. */
export function pubsubToken(subject: PubsubSubject): string {
  const fields =
    subject.kind === "token"
      ? ["t", subject.accountId, subject.tokenId]
      : ["c", subject.identifier, subject.sourceId];
  const payload = Buffer.from(JSON.stringify(fields)).toString("base64url");
  return `${payload}.${macOf(payload).toString("base64url")}`;
}

/** The subject of a token that this installation made; null for anything else. */
export function readPubsubToken(token: string): PubsubSubject | null {
  const [payload = "", mac = "", ...more] = token.length > CHARS_MAX ? [] : token.split(".");
  const given = Buffer.from(mac, "base64url");
  if (more.length > 0 || given.length !== MAC_BYTES || !timingSafeEqual(given, macOf(payload))) return null;
  const fields = encoded.parse(JSON.parse(Buffer.from(payload, "base64url").toString())); // what we signed
  return fields[0] === "t"
    ? { kind: "token", accountId: fields[1], tokenId: fields[2] }
    : { kind: "customer", identifier: fields[1], sourceId: fields[2] };
}

const macOf = (payload: string): Buffer =>
  createHmac("sha256", deriveKey("tickline Chatwoot pubsub token"))
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES);
