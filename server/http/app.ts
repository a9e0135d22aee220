import { OpenAPIHono } from "@hono/zod-openapi";
import type { Hono, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { CHANNEL_LIST } from "@/server/channels/channels";
import type { ChannelEnv } from "@/server/channels/manifest";
import { type Services, services as servicesOfProcess } from "@/server/commands/_run/services";
import { DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { answerError, answerNotFound } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { BODY_BYTES_MAX } from "@/server/http/_request/body";
import { observe } from "@/server/http/_request/observe";
import { answerEventPage } from "@/server/http/docs/event-page";
import { answerViewer, answerViewerAsset } from "@/server/http/docs/viewer";
import {
  answerChangesDownload,
  answerChangesExport,
  answerContactExport,
  answerContactExportDownload,
  answerContactsCsv,
  answerContactsDownload,
  answerErrorsDownload,
  answerErrorsExport,
} from "@/server/http/exports/exports";
import { answerUpload } from "@/server/http/files/answer-upload";
import { answerMetrics } from "@/server/http/health/metrics-route";
import { answerMailFrame } from "@/server/http/mails/mail-frame";
import { documentRoutes } from "@/server/http/v1/_route/open-api-document";
import { answerEventStream } from "@/server/http/v1/events/event-stream";
import { mountV1 } from "@/server/http/v1/routes";
import { limitBody as limitBodyTo } from "@/server/lib/web/read-bytes";
import { handleTrpc } from "@/server/trpc/handler";
import { DIALECTS } from "./dialects";
import { answerForgot } from "./forgot";
import { beginMailboxSignIn, endMailboxSignIn } from "./mails/mailbox-sign-in";
import { createOutsideCalls } from "./outside-calls";
import { answerUnsubscribe, showUnsubscribe } from "./unsubscribe";

export type AppParts = {
  /** The routes of dialects, with full paths. */
  dialects?: readonly Hono[];
  /** Answers `/api/trpc/*`. */
  trpc?: (request: Request, services: Services) => Promise<Response>;
  /** Returns the handlers' services; called for each request, not before the first. By default, the process's. */
  services?: () => Services;
};

export type App = OpenAPIHono<HttpEnv>;

/** Composes every API of Tickline into one app. Runs in Tickline's server and in Next's bundle; opens no resources. */
export function createApp({
  dialects = DIALECTS.map(({ routes }) => routes()),
  trpc = handleTrpc,
  services = servicesOfProcess,
}: AppParts = {}): App {
  const app: App = new OpenAPIHono({ strict: false });
  app.use(observe);
  app.onError(answerError);
  app.notFound(answerNotFound);
  const outside = createOutsideCalls();
  app.get("/metrics", (c) => answerMetrics(c, services));
  const documents = documentRoutes(app);
  app.get("/v1/openapi.json", documents.openApi);
  app.get("/v1/postman.json", documents.postman);
  app.get("/docs/api", answerViewer);
  app.get("/docs/api/:name", answerViewerAsset);
  app.get("/docs/events", answerEventPage);
  app.use((c, next) => {
    c.set("services", { ...services(), outside });
    return next();
  });
  app.get("/v1/contacts/export", answerContactsCsv); // before the contact of that id
  app.get("/api/contacts.csv", answerContactsDownload);
  app.get("/v1/contacts/:id/export", answerContactExport);
  app.get("/api/contacts/export/:ticket", answerContactExportDownload);
  app.get("/v1/changes/export", answerChangesExport);
  app.get("/api/changes/export", answerChangesDownload);
  app.get("/v1/health/errors/export", answerErrorsExport);
  app.get("/api/health/errors.csv", answerErrorsDownload);
  app.get("/v1/events", answerEventStream); // with `text/event-stream`; else the next route answers
  mountV1(app);
  for (const dialect of dialects) app.route("/", dialect);
  for (const channel of channelRoutes()) app.route("/", channel);
  app.post("/api/files", answerUpload);
  app.get("/api/messages/:id/mail", answerMailFrame);
  app.get("/api/mailbox/sign-in", beginMailboxSignIn);
  app.get("/api/mailbox/callback", endMailboxSignIn);
  app.post("/api/forgot", limitBody, answerForgot);
  app.get("/api/unsubscribe/:token", showUnsubscribe);
  app.post("/api/unsubscribe/:token", limitBody, answerUnsubscribe);
  app.on(["GET", "POST"], "/api/trpc/*", limitScreens, (c) => trpc(c.req.raw, c.var.services));
  return app;
}

/** What the channels serve, with full paths. */
const channelRoutes = (): Hono<ChannelEnv>[] => CHANNEL_LIST.flatMap(({ routes }) => routes?.() ?? []);

const bodyErrors = { tooLarge: () => new HTTPException(413), broken: () => new HTTPException(400) };
const limitBody = limitBodyTo(BODY_BYTES_MAX, bodyErrors);
/** The longest draft, as JSON with every character escaped, and what is sent with it. */
const limitDraft = limitBodyTo(6 * DRAFT_CHARS_MAX + BODY_BYTES_MAX, bodyErrors);
/** Drafts may be longer than messages, also in a batch, whose procedures the path lists. */
const limitScreens: MiddlewareHandler = (c, next) =>
  /[/,]drafts\.keep(,|$)/.test(c.req.path) ? limitDraft(c, next) : limitBody(c, next);
