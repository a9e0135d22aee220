import type { Readable } from "node:stream";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import { type ReadBytes, readAtMost } from "./read-bytes";

/** The fields in which providers send the whole mail: Mailgun's, and SendGrid's when it sends raw mail. */
const MAIL_FIELDS: ReadonlySet<string> = new Set(["body-mime", "email", "raw"]);
const PARTS_MAX = 1_000;
/** Of a field that is not read. */
const OTHER_BYTES_MAX = 1_048_576;

/** The form is damaged, or its client hung up. */
export class BrokenForm extends Error {
  override readonly name = "BrokenForm";
}

/**
 * The mail in a form while it arrives, byte for byte, or null without one. Of a mail that is too large it has the first bytes. The rest of the
 * form is read and discarded.
 */
export async function readForm(stream: Readable, contentType: string): Promise<ReadBytes | null> {
  const parser = openParser(contentType);
  const found: Promise<ReadBytes>[] = [];
  parser.on("file", (name, part) => {
    part.on("error", () => undefined); // at a cut off body the parser has the fault, too
    const isMail = MAIL_FIELDS.has(name) && found.length === 0;
    if (!isMail) return void part.resume();
    const read = readAtMost(part, BYTES_MAX).finally(() => part.resume());
    read.catch(() => undefined); // awaited after the form
    found.push(read);
  });
  parser.on("field", (name, value, _, isCut) => {
    if (!MAIL_FIELDS.has(name) || found.length > 0) return;
    const raw = Buffer.from(value, "latin1");
    found.push(Promise.resolve({ raw, bytes: isCut ? BYTES_MAX + 1 : raw.length }));
  });
  await pump(stream, parser);
  return (await found[0]) ?? null;
}

/** As latin1 a text has a character for each byte. */
function openParser(contentType: string): BusboyInstance {
  const isMultipart = /^multipart\//i.test(contentType);
  const headers = { "content-type": isMultipart ? contentType : "application/x-www-form-urlencoded" };
  try {
    return new Busboy({
      headers,
      defCharset: "latin1",
      isPartAFile: (name, _type, fileName) =>
        fileName !== undefined || (name !== undefined && MAIL_FIELDS.has(name)),
      limits: {
        fieldSize: isMultipart ? OTHER_BYTES_MAX : BYTES_MAX,
        parts: PARTS_MAX,
        fields: PARTS_MAX,
        fieldNameSize: 255,
        headerPairs: 50,
        headerSize: 16_384,
      },
    });
  } catch (cause) {
    throw new BrokenForm("the form has no boundary", { cause });
  }
}

const pump = (stream: Readable, parser: BusboyInstance): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (cause?: unknown) => {
      stream.unpipe(parser);
      reject(new BrokenForm("the form cannot be read", { cause }));
    };
    parser.once("finish", resolve).on("error", fail);
    stream.once("error", fail).once("close", () => stream.readableEnded || fail());
    stream.pipe(parser);
  });
