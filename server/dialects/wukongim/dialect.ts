import type { Dialect } from "@/server/dialects/dialect";
import { managerTokenOf } from "./context";
import { answerOf } from "./errors";
import { wukongimDirectRoutes, wukongimRoutes } from "./routes";

/** WuKongIM's API. Much of it reads by POST. */
export const wukongim: Dialect<"wukongim"> = {
  name: "wukongim",
  routes: wukongimRoutes,
  directRoutes: wukongimDirectRoutes,
  paths: /^\/wukongim\//,
  unlimited: /^\/wukongim\/health\/?(\?|$)/,
  upgrades: /^\/wukongim\//,
  readsByPost: /^\/wukongim\//,
  credentialOf: (header) => managerTokenOf(header) ?? null,
  bodyOf: (refusal) => answerOf(refusal)?.body,
};
