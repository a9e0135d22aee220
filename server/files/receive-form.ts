import type { Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import { MESSAGE_FILES_BOUND } from "@/server/domain/message/file";
import { type BodyErrors, discardRest } from "@/server/lib/web/read-bytes";
import type { FileRow } from "@/server/store/files/files";
import { type Admission, admitUpload, bytesMaxOf, type Uploader } from "./admit-upload";
import { lengthOf } from "./receive-body";
import {
  deleteUploads,
  insertFailedFile,
  keptBytes,
  type Receiving,
  receiveFile,
  UploadBroken,
} from "./receive-file";

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
  /** The header `content-length`. */
  length: string | undefined;
  /** The edge's own errors. */
  errors: BodyErrors;
  /** Of all fields together; default 1 MiB. */
  fieldsBytesMax?: number;
};

export const isForm = (contentType: string | null | undefined): boolean =>
  /^multipart\/form-data\s*;/i.test(contentType ?? "");

/**
 * Reads a `multipart/form-data` body while it arrives, and stores its files. Files beyond the limit of a message, and files
 * that could not be taken, are in the result too, as failed. Throws `errors.broken` for a body that is damaged or cut off, and
 * `errors.tooLarge` for too long or too many fields. The first file that cannot be stored for another reason, such as a database
 * that is away, a spent budget or a full disk, ends the reading, and its error is thrown. Nothing is left of the form then.
 */
export async function receiveForm(
  { stream, contentType, length, errors, fieldsBytesMax = FIELDS_BYTES_MAX }: FormBody,
  receiving: Receiving,
  sender: Uploader,
): Promise<Form> {
  const parser = openParser(contentType, { errors, fieldsBytesMax });
  const fields: [name: string, value: string][] = [];
  const files: Promise<Form["files"][number]>[] = [];
  const stopping = new AbortController();
  const admission = admitForm(receiving, sender, { length: lengthOf(length), fieldsBytesMax });
  let fieldsBytes = 0;
  parser.on("field", (name, value, isNameCut, isValueCut) => {
    fieldsBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (isNameCut || isValueCut || fieldsBytes > fieldsBytesMax) parser.emit("error", new FieldTooLong());
    else fields.push([name, value]);
  });
  parser.on("file", (field, part, fileName) => {
    part.on("error", () => undefined); // at a cut off body the parser has the fault, too: nobody else may be listening yet
    if (fileName === "") return void part.resume(); // a browser's form, in which nothing was chosen
    if (files.length >= MESSAGE_FILES_BOUND) parser.emit("partsLimit");
    const taken = takePart(receiving, sender, {
      name: fileName || field,
      part,
      admit: admission.admit,
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
    const stored = await Promise.all(files);
    await admission.end(stored.reduce((sum, { file }) => sum + keptBytes(file), 0));
    return { fields, files: stored };
  } catch (error) {
    stopping.abort(error);
    const ended = await Promise.allSettled(files);
    const stored = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value.file.id] : []));
    await deleteUploads(receiving, sender, stored);
    await admission.end(0);
    await discardRest(stream);
    throw error;
  }
}

class FieldTooLong extends Error {}

type Part = {
  name: string;
  part: BusboyFileStream;
  isTooMany: boolean;
  signal: AbortSignal;
  admit: () => Promise<Admission>;
};

const takePart = async (
  receiving: Receiving,
  sender: Uploader,
  { name, part, isTooMany, signal, admit }: Part,
): Promise<FileRow> => {
  if (isTooMany) return insertFailedFile(receiving, sender, { name, failure: "too_many" });
  const bytes = part.iterator({ destroyOnReturn: false });
  return receiveFile(receiving, sender, { name, bytes, signal, admission: await admit() });
};

/** Beside files and fields: the headers of the parts. */
const PARTS_BYTES = 64 * 1024;

/** Admits the files of a form together, when the first one begins: a form may have none. */
function admitForm(
  receiving: Receiving,
  sender: Uploader,
  { length, fieldsBytesMax }: { length: number | undefined; fieldsBytesMax: number },
) {
  const { fileLimits } = receiving;
  const bytesMax = bytesMaxOf(fileLimits, sender) * fileLimits.perMessage;
  const most = Math.min(length ?? bytesMax, bytesMax);
  const least = Math.max(1, Math.min((length ?? 0) - fieldsBytesMax - PARTS_BYTES, most));
  let admission: Promise<Admission> | undefined;
  return {
    admit: () => {
      admission ??= admitUpload(receiving, sender, { least, most });
      return admission;
    },
    end: async (kept: number) => {
      const admitted = await admission?.catch(() => null); // its refusal is the form's answer
      await admitted?.end(kept);
    },
  };
}

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
