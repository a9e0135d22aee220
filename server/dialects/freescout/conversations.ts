import { type FreescoutContext, pathId, type Route } from "./context";
import { showConversation } from "./show";

export const conversationRoutes: readonly Route[] = [["GET", "/conversations/:id", show]];

/** `embed` may ask for less; threads and tags are always there. */
async function show(c: FreescoutContext): Promise<Response> {
  return c.json(await showConversation(c.var.caller, pathId(c)));
}
