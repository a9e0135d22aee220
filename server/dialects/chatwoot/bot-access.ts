import type { MiddlewareHandler } from "hono";
import type { ChatwootEnv } from "./context";
import { WireError } from "./errors";

const CONVERSATIONS = "/api/v1/accounts/:account_id/conversations";
const ONE = `${CONVERSATIONS}/:conversation_id`;

/** What a bot's token opens, as upstream. */
const BOT_ROUTES: ReadonlySet<string> = new Set([
  `POST ${CONVERSATIONS}`,
  `GET ${ONE}`,
  `PATCH ${ONE}`,
  `PUT ${ONE}`,
  `POST ${ONE}/toggle_status`,
  `POST ${ONE}/toggle_typing_status`,
  `POST ${ONE}/toggle_priority`,
  `POST ${ONE}/custom_attributes`,
  `POST ${ONE}/messages`,
  `POST ${ONE}/assignments`,
  `GET ${ONE}/labels`,
  `POST ${ONE}/labels`,
]);

/** Refuses a bot on every other route. `path`: the route's pattern. */
export const requireBotRoute =
  (path: string): MiddlewareHandler<ChatwootEnv> =>
  async (c, next) => {
    if (c.var.caller.botId !== undefined && !BOT_ROUTES.has(`${c.req.method} ${path}`))
      throw new WireError({
        status: 401,
        body: { error: "Access to this endpoint is not authorized for bots" },
      });
    await next();
  };
