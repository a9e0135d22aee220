import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import {
  isRefusal,
  isRefusalCode,
  REFUSALS,
  type RefusalClass,
  type RefusalCode,
  retryAfterOf,
} from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { outageOf } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";

type Problem = { code: ProblemCode; field?: string | undefined; detail?: string | undefined };

const UNPARSED = "The body is not valid: JSON has to be in UTF-8, and a form as its Content-Type says.";

/** The response to any error: a refusal with its message, any other error as 500 with only the request id for the log. */
export const answerError = (error: unknown, c: Context<HttpEnv>): Response =>
  answer(c, describeError(error, c.var.requestId), error);

export const answerNotFound = (c: Context<HttpEnv>): Response =>
  answer(c, describe({ code: "resource.not_found" }, c.var.requestId));

/** The path is known, but not with this method. */
export function answerMethodNotAllowed(c: Context<HttpEnv>, allow: string): Response {
  c.header("allow", allow);
  return answer(c, describe({ code: "request.method_not_allowed" }, c.var.requestId));
}

function answer(c: Context<HttpEnv>, { status, json }: ProblemAnswer, error?: unknown): Response {
  const retryAfter = retryAfterOf(error, status);
  if (status === 401) c.header("www-authenticate", "Bearer");
  if (retryAfter) c.header("retry-after", retryAfter);
  return c.json(json, status);
}

/** The code and the message of an error's response. */
export function codeAndMessageOf(error: unknown): { code: ProblemCode; message: string } {
  const { code } = problemOf(error);
  const [, message] = wordsOf(code);
  return { code, message };
}

type ProblemAnswer = Pick<ReturnType<typeof describe>, "status" | "json">;

/** The response to an error; writes errors that are not the caller's fault to the log. */
export function describeError(error: unknown, requestId: string): ProblemAnswer {
  const problem = problemOf(error);
  if (problem.code === "internal" || (problem.code === "server.busy" && !isRefusal(error)))
    log.error({ err: error, requestId }, "a request failed");
  return describe(problem, requestId);
}

/** `{error: {code, message, field?, detail? | oldest? | newer? | changed? | closedAt?, requestId}}`. */
function describe({ code, field, detail }: Problem, requestId: string) {
  const [status, message] = wordsOf(code);
  metrics.refusals.inc({ code });
  return { status, json: { error: { code, message, field, ...detailFields(code, detail), requestId } } };
}

/** The status and the message of a code. */
const wordsOf = (code: ProblemCode) =>
  isRefusalCode(code) ? ([statusOf(code), SENTENCES[code]] as const) : FAULTS[code];

/** The field that carries a refusal's detail. */
function detailFields(code: ProblemCode, detail: string | undefined): object {
  if (code === "cursor.gone") return { oldest: detail };
  if (code === "message.unseen_newer") return { newer: detail?.split(",").map(Number) };
  if (code === "channel.window_closed") return { closedAt: detail };
  if (code === "deletion.set_changed") return { changed: JSON.parse(detail ?? "[]") };
  return { detail };
}

function problemOf(error: unknown): Problem {
  if (isRefusal(error)) return { code: error.refusal, field: error.field, detail: error.detail };
  if (error instanceof HTTPException && error.status === 400)
    return { code: "request.malformed", detail: UNPARSED };
  if (error instanceof HTTPException && error.status === 413)
    return { code: "request.too_large", detail: error.message || undefined };
  return { code: outageOf(error) ?? "internal" };
}

const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  expired: 410,
  conflict: 409,
  invalid: 422,
  unprocessable: 422,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  full: 507,
  unavailable: 503,
} as const satisfies Record<RefusalClass, number>;

/** The status of a refusal on `/v1`. */
export const statusOf = (code: RefusalCode) => STATUS[REFUSALS[code]];

/** Faults that only HTTP has. */
export const FAULTS = {
  "request.malformed": [400, "The request cannot be read; `field` or `detail` says what of it."],
  "request.method_not_allowed": [405, "The path does not have this method; `Allow` lists those it has."],
  "request.too_large": [
    413,
    "The body is too large. JSON of `/v1` may have 1 MiB; `detail` names another limit.",
  ],
  internal: [500, "Something went wrong on our side; the server log has it under this request id."],
} as const;

export type ProblemCode = RefusalCode | keyof typeof FAULTS;
