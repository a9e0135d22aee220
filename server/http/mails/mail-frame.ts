import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type FramedMail, frameDocument, framePolicy } from "@/server/channels/email/html/frame-document";
import { sanitizeMail } from "@/server/channels/email/html/sanitize-mail";
import { servicesFor } from "@/server/commands/_run/services";
import { LOCALES, type Locale } from "@/server/contract/_shared/constants";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  OWN_PICTURES_HEADER,
  QUOTED_TEXT_HEADER,
  REMOTE_PICTURES_HEADER,
} from "@/server/contract/message/mail-frame";
import { signedPath } from "@/server/files/file-url";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { DATA_POLICY } from "@/server/http/_request/response-headers";
import { parseQuery } from "@/server/http/v1/_route/read-body";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { getMessageWithHtml } from "@/server/queries/messages/with-html";

const QUOTE_LABELS: Record<Locale, string> = { en: "Quoted text", zh: "引用内容" };

const frameQuery = z.strictObject({
  pictures: z.literal("1").optional(),
  theme: z.enum(["light", "dark"]).default("light"),
  locale: z.enum(LOCALES).default("en"),
});

/**
 * The HTML of a message's mail, sanitised, as the document of a frame of Tickline's screens. Remote pictures are loaded
 * only with `?pictures=1`. Its whole text, if it has no HTML or more than can be shown.
 */
export async function answerMailFrame(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  const id = c.req.param("id") ?? "";
  if (!/^\d{1,15}$/.test(id)) throw new Refusal("message.not_found");
  const { pictures, theme, locale } = parseQuery(frameQuery, c.req.queries());
  const { database, now } = servicesFor(c.var.services, caller);
  const message = await getMessageWithHtml(database, caller, Number(id));
  const html = message.email?.html ?? null;
  const mail = html === null ? null : sanitizeMail(html);
  if (!mail) return answerText(c, message);
  const hasRemotePictures = pictures === "1";
  const framed = { mail, hasRemotePictures, quoteLabel: QUOTE_LABELS[locale], locale, theme };
  const own = pictureUrls(message, now());
  const document = frameDocument({ ...framed, pictureUrl: own.urlOf });
  return c.html(document, 200, {
    "cache-control": "private, no-store",
    "content-security-policy": framePolicy({ hasRemotePictures }),
    "x-frame-options": "SAMEORIGIN",
    [REMOTE_PICTURES_HEADER]: mail.hasRemotePictures ? "1" : "0",
    [OWN_PICTURES_HEADER]: [...own.shownIds].join(" "),
  });
}

function answerText(c: Context<HttpEnv>, { content, email }: MessageDto): Response {
  const whole = email?.text ?? "";
  return c.body(whole, 200, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "private, no-store",
    "content-security-policy": DATA_POLICY,
    [QUOTED_TEXT_HEADER]: whole.trim() === "" || whole.trim() === content.trim() ? "0" : "1",
  });
}

/** The addresses of files are signed. `shownIds`: of those whose address was needed. */
function pictureUrls({ attachments = [] }: MessageDto, now: Date) {
  const stored = attachments.filter(({ state }) => state === "ready");
  const shownIds = new Set<number>();
  const urlOf: FramedMail["pictureUrl"] = (contentId) => {
    const file = stored.find((attachment) => attachment.contentId === contentId);
    if (file) shownIds.add(file.id);
    return file ? signedPath(file, { now }) : null;
  };
  return { urlOf, shownIds };
}
