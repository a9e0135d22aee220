import type { Readable } from "node:stream";
import { z } from "zod";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type ReadBytes, readAtMost } from "./read-bytes";
import { readForm } from "./read-form";

/** A mail in base64, and what providers send beside it: its parts once more. */
const JSON_BYTES_MAX = 2 * BYTES_MAX;

/** Base64, also that of addresses and with the line breaks of mails. */
const base64 = z.string().regex(/^[\w+/=\s-]+$/);

/** Postmark's field has the mail as text. */
const posted = z.union([
  z.object({ raw: base64 }).transform(({ raw }) => Buffer.from(raw, "base64")),
  z.object({ RawEmail: z.string() }).transform(({ RawEmail }) => Buffer.from(RawEmail)),
]);

/**
 * The mail in a request's body: raw, or in the form of a provider. Of a mail that is too large it has the first bytes. Refuses
 * `media.unsupported` for any other type, and `input.invalid` for a body without a mail.
 */
export async function readPosted(stream: Readable, contentType: string): Promise<ReadBytes> {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  switch (type) {
    case "message/rfc822":
    case "message/global":
      return readAtMost(stream, BYTES_MAX);
    case "application/json":
      return readJson(stream);
    case "multipart/form-data":
    case "application/x-www-form-urlencoded":
      return (await readForm(stream, contentType)) ?? withoutMail();
    default:
      throw new Refusal("media.unsupported", {
        detail: "message/rfc822, application/json, multipart/form-data",
      });
  }
}

async function readJson(stream: Readable): Promise<ReadBytes> {
  const { raw, bytes } = await readAtMost(stream, JSON_BYTES_MAX);
  if (bytes > JSON_BYTES_MAX) return { raw: Buffer.alloc(0), bytes };
  const read = posted.safeParse(parse(raw));
  return read.success ? { raw: read.data, bytes: read.data.length } : withoutMail();
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    return withoutMail(); // what does not parse has no mail either
  }
}

function withoutMail(): never {
  throw new Refusal("input.invalid", { detail: "has no mail: raw, RawEmail, body-mime or email" });
}
