import { stringify } from "lossless-json";
import type { WukongimContext } from "@/server/dialects/wukongim/context";
import type { WireAnswer } from "@/server/dialects/wukongim/errors";

/** A JSON answer in which integers beyond 2^53 (`bigint`) are not rounded. */
export const answerJson = (
  c: WukongimContext,
  body: unknown,
  status: 200 | WireAnswer["status"] = 200,
): Response =>
  c.body(stringify(body) ?? "null", status, { "content-type": "application/json; charset=utf-8" });

/** WuKongIM's answer to what succeeded. */
export const answerOk = (c: WukongimContext, data?: unknown): Response =>
  answerJson(c, data === undefined ? { status: 200 } : { status: 200, data });
