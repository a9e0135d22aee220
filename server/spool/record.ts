import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";
import { codeOf } from "@/server/lib/process/start-failure";
import { NEVER_KEPT } from "./headers";
import { findInbound, INBOUND_KINDS } from "./inbound";

/** Also the name of its file when it is put aside. */
const ID = /^[A-Za-z0-9_-]{1,100}$/;

/** What every record has, wherever it is read from. */
const sent = z.object({
  /** Unique, and the same in every try. */
  id: z.string().regex(ID, "must be letters, digits, - and _"),
  kind: z.enum(INBOUND_KINDS),
  /** When it arrived, in ms since 1970. */
  at: z.number().min(0),
  url: z.string(),
  /** As they are sent to the core: names and values in turn. They contain credentials. */
  headers: z.array(z.string()),
});

type Sent = z.output<typeof sent>;

/** Nothing but what this process may have accepted is sent to the core, whoever wrote the file. */
const isAcceptable = ({ kind, url, headers }: Sent): boolean =>
  findInbound("POST", url)?.kind === kind && !NOT_IN_TARGET.test(url) && areHeaders(headers);

/** What the target of a request never has. */
const NOT_IN_TARGET = /[^\x21-\xff]/;

function areHeaders(headers: readonly string[]): boolean {
  if (headers.length % 2 !== 0) return false;
  for (let at = 0; at < headers.length; at += 2) {
    const [name = "", value = ""] = headers.slice(at, at + 2);
    if (NEVER_KEPT.has(name.toLowerCase()) || !isHeader(name, value)) return false;
  }
  return true;
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch (error) {
    if (codeOf(error)?.startsWith("ERR_")) return false;
    throw error;
  }
}

const UNACCEPTABLE = "is no request that the spool accepts";

/** A POST without its body. */
export const recordHead = sent
  .extend({ keys: z.array(z.string()).min(1).readonly(), under: z.string().nullable() })
  .refine(isAcceptable, { error: UNACCEPTABLE, path: ["url"] })
  .refine(({ keys, under }) => under === null || !keys.includes(under), {
    error: "must not be one of the keys",
    path: ["under"],
  });

/** A record in a file of its own, for the operator. Its order is found again when it is sent again. */
export const recordAside = sent
  .extend({ body: z.base64() })
  .refine(isAcceptable, { error: UNACCEPTABLE, path: ["url"] });

export type RecordHead = z.output<typeof recordHead>;
export type SpoolRecord = RecordHead & { body: Buffer };
