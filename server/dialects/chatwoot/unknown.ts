import type { Context } from "hono";
import { urlPattern } from "@/server/lib/web/direct-route";
import type { Route } from "./context";

/** Below these paths every answer is in Chatwoot's format. Of the last three Tickline has no route. */
export const PREFIXES = ["/api/v1", "/public/api/v1", "/api/v2", "/platform", "/auth"] as const;

const NOT_FOUND = { error: "Resource could not be found" };

/** Answers a path of these routes with another method by 405 and its methods; any other path is not found. */
export function answerUnknownOf(routes: readonly Route[]): (c: Context) => Response {
  const known = routes.map(([methods, path]) => ({ methods: [methods].flat(), pattern: urlPattern(path) }));
  return (c) => {
    const matching = known.filter(({ pattern }) => pattern.test(c.req.path));
    if (matching.length === 0) return c.json(NOT_FOUND, 404);
    const allow = [...new Set(matching.flatMap(({ methods }) => methods)), "OPTIONS"].join(", ");
    if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
    return c.json({ error: "The method is not allowed here" }, 405, { allow });
  };
}
