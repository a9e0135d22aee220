import { stringify } from "lossless-json";
import type { WukongimContext } from "@/server/dialects/wukongim/context";
import type { WireAnswer } from "@/server/dialects/wukongim/errors";
import { JsonText } from "@/server/lib/json-text";

/** A JSON answer in which integers beyond 2^53 (`bigint`) are not rounded. */
export const answerJson = (
  c: WukongimContext,
  body: unknown,
  status: 200 | WireAnswer["status"] = 200,
): Response => c.body(textOf(body), status, { "content-type": "application/json; charset=utf-8" });

/** JSON in which a `bigint` is an integer. `JSON.stringify` is the fast one; it throws a TypeError at one. */
export function textOf(body: unknown): string {
  if (body instanceof JsonText) return body.text;
  try {
    return JSON.stringify(body) ?? "null";
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return stringify(body) ?? "null";
  }
}

/** WuKongIM's answer to what succeeded. */
export const okJson = (data?: unknown): object =>
  data === undefined ? { status: 200 } : { status: 200, data };

export const answerOk = (c: WukongimContext, data?: unknown): Response => answerJson(c, okJson(data));
