import type { Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { Caller } from "@/server/contract/_shared/caller";
import { MESSAGE_FILES_BOUND } from "@/server/domain/file/file";
import type { BodyErrors } from "@/server/lib/web/read-bytes";
import { discardRest } from "@/server/lib/web/request-stream";
import type { FileRow } from "@/server/store/files/files";
import { deleteUploads } from "./delete-uploads";
import { noteNotTaken, type Receiving, receiveFile, UploadBroken } from "./receive-file";

/** More parts than any form of Tickline's APIs has. */
const PARTS_MAX = 150;
/** As of a whole body without files. */
const FIELDS_BYTES_MAX = 1_048_576;

/** A form with its files, stored already: some of them may have failed. */
export type Form = {
  fields: readonly [name: string, value: string][];
  files: readonly { field: string; file: FileRow }[];
};

type FormBody = {
  stream: Readable;
  contentType: string;
  /** The edge's own errors. */
  errors: BodyErrors;
  /** Of all fields together; default 1 MiB. */
  fieldsBytesMax?: number;
};

export const isForm = (contentType: string | null | undefined): boolean =>
  /^multipart\/form-data\s*;/i.test(contentType ?? "");

type Sender = Pick<Caller, "accountId" | "actor">;

/**
 * Reads a `multipart/form-data` body while it arrives, and stores its files. Files beyond the limit of a message, and files
 * that could not be taken, are in the result too, as failed. Throws `errors.broken` for a body that is damaged or cut off, and
 * `errors.tooLarge` for too long or too many fields. The first file that cannot be stored for another reason, such as a database
 * that is away, ends the reading, and its error is thrown. Nothing is left of the form then.
 */
export async function receiveForm(
  { stream, contentType, errors, fieldsBytesMax = FIELDS_BYTES_MAX }: FormBody,
  receiving: Receiving,
  sender: Sender,
): Promise<Form> {
  const parser = openParser(contentType, { errors, fieldsBytesMax });
  const fields: [name: string, value: string][] = [];
  const files: Promise<Form["files"][number]>[] = [];
  const stopping = new AbortController();
  let fieldsBytes = 0;
  parser.on("field", (name, value, isNameCut, isValueCut) => {
    fieldsBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (isNameCut || isValueCut || fieldsBytes > fieldsBytesMax) parser.emit("error", new FieldTooLong());
    else fields.push([name, value]);
  });
  parser.on("file", (field, part, fileName) => {
    if (fileName === "") return void part.resume(); // a browser's form, in which nothing was chosen
    if (files.length >= MESSAGE_FILES_BOUND) parser.emit("partsLimit");
    const taken = takePart(receiving, sender, {
      name: fileName || field,
      part,
      isTooMany: files.length >= receiving.fileLimits.perMessage,
      signal: stopping.signal,
    });
    const file = taken
      .catch((error: unknown) => Promise.reject(error instanceof UploadBroken ? errors.broken() : error))
      .finally(() => part.resume()) // the parser waits until a part was read
      .then((row) => ({ field, file: row }));
    file.catch((error: unknown) => stopping.abort(error)); // files are awaited after the body: none may reject unheard
    files.push(file);
  });
  try {
    await pump(stream, { parser, signal: stopping.signal, errors });
    refuseBadText(Object.fromEntries(fields));
    return { fields, files: await Promise.all(files) };
  } catch (error) {
    stopping.abort(error);
    const ended = await Promise.allSettled(files);
    const stored = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value.file.id] : []));
    await deleteUploads(receiving, sender, stored);
    await discardRest(stream);
    throw error;
  }
}

class FieldTooLong extends Error {}

type Part = { name: string; part: BusboyFileStream; isTooMany: boolean; signal: AbortSignal };

const takePart = (receiving: Receiving, sender: Sender, { name, part, isTooMany, signal }: Part) =>
  isTooMany
    ? noteNotTaken(receiving, sender, { name, failure: "too_many" })
    : receiveFile(receiving, sender, { name, bytes: part.iterator({ destroyOnReturn: false }), signal });

function openParser(
  contentType: string,
  { errors, fieldsBytesMax }: Required<Pick<FormBody, "errors" | "fieldsBytesMax">>,
): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: {
        fieldSize: fieldsBytesMax,
        fieldNameSize: 255,
        parts: PARTS_MAX,
        headerPairs: 50,
        headerSize: 16_384,
      },
    });
  } catch {
    throw errors.broken(); // no boundary
  }
}

type Pumping = { parser: BusboyInstance; signal: AbortSignal; errors: BodyErrors };

/**
 * Feeds the parser until it has finished; refuses what it cannot parse, and throws the signal's reason. Leaves the stream open,
 * so that it can be answered.
 */
const pump = (stream: Readable, { parser, signal, errors: { broken, tooLarge } }: Pumping): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      stream.unpipe(parser);
      reject(error);
    };
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    parser
      .once("finish", resolve)
      .on("error", (error) => fail(error instanceof FieldTooLong ? tooLarge() : broken()));
    parser.once("partsLimit", () => fail(tooLarge()));
    stream.once("error", () => fail(broken())).once("close", () => stream.readableEnded || fail(broken()));
    stream.pipe(parser);
  });
