import { isUtf8 } from "node:buffer";
import { IncomingMessage, type ServerResponse } from "node:http";
import { requireWritable } from "@/server/commands/_run/permission";
import type { Services } from "@/server/commands/_run/services";
import { Refusal, retryAfterOf } from "@/server/contract/_shared/refusal";
import {
  ACTION_HEADER,
  ACTION_TYPE,
  ACTION_UNKNOWN_HEADER,
  ACTIONS_PATH,
} from "@/server/contract/_shared/server-action";
import { describeError } from "@/server/http/_refusals/problem";
import { readIncoming } from "@/server/http/_request/body";
import { recordRequest, requestIdOf } from "@/server/http/_request/observe";
import { findBadPageHeader } from "@/server/http/_request/page-requests";
import { setRequestHeader } from "@/server/http/_request/request-headers";
import { DATA_POLICY } from "@/server/http/_request/response-headers";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { ACTION_TICKET } from "@/server/lib/web/internal-headers";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { readSignedIn, withTicket } from "@/server/queries/credentials/session-caller";
import type { HasAction } from "./action-ids";

/** The longest body, in bytes: an action has a few fields. */
export const ACTION_BYTES_MAX = 8_192;

type Serve = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

type GateParts = {
  services: () => Pick<Services, "database">;
  hasAction: HasAction;
  /** Next, which runs the action. */
  next: Serve;
};

/** A POST to the path of the actions. Next gets no other request that could be one. */
export const isAction = ({ method, url }: Pick<IncomingMessage, "method" | "url">): boolean =>
  method === "POST" && url === ACTIONS_PATH;

/** The status of what the gate refuses; anything else is 400: no screen of this build sends it. */
const STATUS: Partial<Record<string, number>> = {
  "auth.required": 401,
  "auth.two_factor_required": 403,
  "auth.foreign_origin": 403,
  "action.unknown": 404,
  "server.busy": 503,
  "server.maintenance": 503,
  "storage.unavailable": 503,
};

/** Where the sentence of the code speaks of tokens. */
const MESSAGES: Partial<Record<string, string>> = {
  "auth.required": "The session has ended. Sign in again.",
};

/**
 * Creates the gate in front of Next's server actions. Next would decode a body before any code of ours, and its decoders have
 * run foreign code before (CVE-2025-55182). So only a member's own page gets there, with a body that both sides read alike.
 */
export const createActionGate =
  ({ services, hasAction, next }: GateParts): Serve =>
  async (req, res) => {
    const began = performance.now();
    const requestId = requestIdOf(req.headers["x-request-id"]?.toString());
    let caller: SessionCaller | undefined;
    const record = () => {
      const { "x-forwarded-for": address } = req.headers;
      const request = { requestId, method: "POST", route: ACTIONS_PATH, status: res.statusCode };
      recordRequest({ ...request, address: address?.toString(), began, caller });
    };
    res.once("finish", record);
    res.setHeader("content-security-policy", DATA_POLICY);
    res.setHeader("x-request-id", requestId);
    try {
      refuseForm(req, hasAction);
      const member = await requireMember(services(), req);
      caller = member;
      requireWritable(member);
      const sent = await readIncoming(req);
      if (!sent) return; // the client hung up
      const body = cleanActionBody(sent);
      if (!body) throw invalid("body", "an array of one flat object");
      await withTicket(member, (ticket) => next(replay(req, body, ticket), res));
    } catch (error) {
      if (res.headersSent) throw error;
      refuse(res, error, requestId);
    }
  };

/** Refuses a request that no screen of this build sends. */
function refuseForm(req: IncomingMessage, hasAction: HasAction): void {
  const { headers } = req;
  if ("x-action-forwarded" in headers) throw invalid("x-action-forwarded", "not taken");
  const badHeader = findBadPageHeader(req);
  if (badHeader) throw invalid(badHeader, "what a page sends");
  if (headers["content-type"] !== ACTION_TYPE) throw invalid("content-type", ACTION_TYPE);
  if ("transfer-encoding" in headers || "content-encoding" in headers)
    throw invalid("content-length", "a length, and no encoding");
  const length = Number(headers["content-length"]);
  if (!(length > 0 && length <= ACTION_BYTES_MAX))
    throw invalid("content-length", `1 to ${ACTION_BYTES_MAX} bytes`);
  const { [ACTION_HEADER]: id } = headers;
  if (typeof id !== "string") throw invalid(ACTION_HEADER, "the id of an action");
  if (!hasAction(id)) throw new Refusal("action.unknown");
  if (!isSameOrigin(headers)) throw new Refusal("auth.foreign_origin");
}

/** The member of the session, with the second factor that the account requires. */
async function requireMember(
  { database }: Pick<Services, "database">,
  { headers }: IncomingMessage,
): Promise<SessionCaller> {
  const caller = await readSignedIn(database, headers);
  if (!caller) throw new Refusal("auth.required");
  if (caller.lacksTwoFactor) throw new Refusal("auth.two_factor_required");
  return caller;
}

const invalid = (field: string, detail: string) => new Refusal("input.invalid", { field, detail });

/** The same request with this body, unread. Its host is that of the origin, which Next compares once more. */
function replay(req: IncomingMessage, body: Buffer, ticket: string): IncomingMessage {
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders } = req;
  const again = Object.assign(new IncomingMessage(req.socket), {
    ...{ method, url, httpVersion, httpVersionMajor, httpVersionMinor },
    ...{ headers: { ...headers }, rawHeaders: [...rawHeaders], complete: true },
  });
  setRequestHeader(again, "content-length", String(body.length));
  setRequestHeader(again, "x-forwarded-host", new URL(String(headers.origin)).host);
  setRequestHeader(again, ACTION_TICKET, ticket);
  again.push(body);
  again.push(null);
  return again;
}

function refuse(res: ServerResponse, error: unknown, requestId: string): void {
  const { status, json } = describeError(error, requestId);
  const { code } = json.error;
  if (code === "action.unknown") res.setHeader(ACTION_UNKNOWN_HEADER, "1");
  const answered = code === "internal" ? status : (STATUS[code] ?? 400);
  const retryAfter = retryAfterOf(error, answered);
  res.writeHead(answered, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(retryAfter && { "retry-after": retryAfter }),
  });
  const { [code]: message = json.error.message } = MESSAGES;
  res.end(JSON.stringify({ error: { ...json.error, message } }));
}

/** React's format gives texts with this first character a meaning of their own: references, promises, functions, files. */
const MARK = "$";
/** A field's name. Not `__proto__`: not every reader takes it for a field. */
const NAME = /^[a-z][a-zA-Z0-9]{0,63}$/;

/**
 * A body as Next may read it, or null: a JSON array of one flat object, whose values are numbers, booleans, null, and texts
 * without a meaning in React's format. It is written anew, so that Next reads exactly what was checked.
 */
export function cleanActionBody(bytes: Buffer): Buffer | null {
  const sent = isUtf8(bytes) ? parse(bytes.toString("utf8")) : undefined;
  if (!Array.isArray(sent) || sent.length !== 1) return null;
  const [input]: unknown[] = sent;
  if (typeof input !== "object" || input === null || Array.isArray(input)) return null;
  const isFlat = Object.entries(input).every(([name, value]) => NAME.test(name) && isPlain(value));
  return isFlat ? Buffer.from(JSON.stringify([input])) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A number beyond JavaScript's is parsed as Infinity. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string") return !value.startsWith(MARK);
  return value === null || typeof value === "boolean" || Number.isFinite(value);
}
