import type { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import { refuseBadText } from "@/server/contract/_shared/bad-text";
import type { Caller } from "@/server/contract/_shared/caller";
import { JsonText } from "@/server/lib/json-text";
import type { DirectHandler } from "@/server/lib/web/direct-route";
import { identify, type RequestContext } from "./context";
import { parseInput } from "./input/read-body";
import { textOf } from "./json/answer";

/**
 * Answers a route's plain requests in front of the app. A body that is no JSON, or that holds an integer beyond 2^53, goes
 * to the app.
 */
export const answerDirectly =
  <T>(
    schema: z.ZodType<T>,
    answer: (c: RequestContext, body: T) => Promise<object>,
  ): DirectHandler<Services, Caller> =>
  async ({ services, headers, body }) => {
    const header = (name: string) => headers[name]?.toString();
    const known = await identify(services, header);
    const json = await body();
    if (json === undefined || hasLongNumber(json)) return null;
    refuseBadText(json);
    const answered = await answer({ var: known, header }, parseInput(schema, json));
    return { status: 200, json: new JsonText(textOf(answered)), caller: known.caller };
  };

const hasLongNumber = (json: unknown): boolean =>
  Object.values(Object(json)).some((value) => Number.isInteger(value) && !Number.isSafeInteger(value));
