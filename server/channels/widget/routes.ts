import { Hono } from "hono";
import type { ChannelEnv } from "@/server/channels/manifest";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { WidgetContext, WidgetEnv } from "./context";
import { answerConversations, answerMessages } from "./conversations";
import { answerDemo } from "./demo-page";
import { answerEvents } from "./live/events";
import { answerFile, answerMessage } from "./messages";
import { admitOrigin } from "./origin";
import { answerPreview } from "./preview-page";
import { answerScript } from "./script";
import { answerContact, answerSession } from "./session";
import { answerReceipts, answerTranscript, answerTyping } from "./signals";

const API = "/channels/widget/:identifier";

const ROUTES: readonly (readonly [method: string, path: string, (c: WidgetContext) => Promise<Response>])[] =
  [
    ["POST", "session", answerSession],
    ["PATCH", "contact", answerContact],
    ["GET", "conversations", answerConversations],
    ["GET", "conversations/:id/messages", answerMessages],
    ["POST", "messages", answerMessage],
    ["POST", "files", answerFile],
    ["POST", "receipts", answerReceipts],
    ["POST", "typing", answerTyping],
    ["POST", "transcript", answerTranscript],
    ["GET", "events", answerEvents],
  ];

/** The public API of the website widget, its program, and the pages that show it in the demo and in settings. */
export function widgetRoutes(): Hono<ChannelEnv> {
  const app = new Hono<ChannelEnv>({ strict: false });
  app.get("/widget.js", answerScript);
  app.get("/widget-preview", answerPreview);
  app.get("/demo", answerDemo);
  return app.route(API, api());
}

function api(): Hono<WidgetEnv> {
  const app = new Hono<WidgetEnv>({ strict: false });
  app.use(admitOrigin);
  for (const [method, path, answer] of ROUTES) app.on(method, `/${path}`, answer);
  app.all("/*", () => {
    throw new Refusal("resource.not_found");
  });
  return app;
}
