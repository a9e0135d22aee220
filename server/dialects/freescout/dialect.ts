import type { Dialect } from "@/server/dialects/dialect";
import { keyOf } from "./context";
import { answerOf } from "./errors";
import { freescoutRoutes } from "./routes";

/** FreeScout's API: everything below `/api` that is nobody else's. */
export const freescout: Dialect<"freescout"> = {
  name: "freescout",
  routes: freescoutRoutes,
  directRoutes: [],
  paths: /^\/api\//,
  unlimited: null,
  upgrades: null,
  readsByPost: null,
  credentialOf: (header, url) =>
    keyOf(header, () => new URLSearchParams(url.split("?", 2)[1]).get("api_key")) ?? null,
  bodyOf: (refusal) => answerOf(refusal)?.body,
};
