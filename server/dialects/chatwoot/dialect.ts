import type { Dialect } from "@/server/dialects/dialect";
import { tokenOf } from "./context";
import { answerOf } from "./errors";
import { chatwootDirectRoutes, chatwootRoutes } from "./routes";

/** Chatwoot's API. Other sockets than those of the other dialects are refused in its format, too. */
export const chatwoot: Dialect<"chatwoot"> = {
  name: "chatwoot",
  routes: chatwootRoutes,
  directRoutes: chatwootDirectRoutes,
  paths: /^\/api\/v[12]\//,
  unlimited: null,
  upgrades: /^/,
  readsByPost: /^\/api\/v[12]\/accounts\/\d+\/(contacts|conversations|contact_inboxes)\/filter\/?(\?|$)/,
  credentialOf: (header) => tokenOf(header) ?? null,
  bodyOf: (refusal) => answerOf(refusal)?.body,
};
