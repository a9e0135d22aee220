import type { IncomingMessage, ServerResponse } from "node:http";
import { maintenanceRefusal } from "@/server/commands/_run/permission";
import { isAction } from "@/server/http/actions/action-gate";
import { DIALECTS } from "@/server/http/dialects";
import { answerEarly } from "./answer-early";
import { doorOf } from "./credential-of";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** URLs to which a POST may change nothing: searches of dialects, and previews. */
const QUESTIONS: readonly RegExp[] = [
  /^\/v1\/inboxes\/\d+\/policy\/preview\/?(\?|$)/,
  ...DIALECTS.flatMap(({ readsByPost }) => readsByPost ?? []),
];
const mayRead = (url: string): boolean => QUESTIONS.some((pattern) => pattern.test(url));

/** Plain forms of pages: they redirect to a page that says why. */
const FORMS = /^\/api\/(forgot|unsubscribe)/;

/** Uploads of the screens: their other changes have formats of their own. */
const UPLOADS = /^\/api\/files/;

/**
 * During maintenance answers a request that changes something with 503, in the format of its door, before its credential is
 * checked and before its body is read. Others are refused where they would write: a dialect may read by POST, a batch
 * of the screens may have reads and writes, and pages change nothing but sessions.
 * @returns whether it has answered.
 */
export function refuseWrite(req: IncomingMessage, res: ServerResponse): boolean {
  const refusal = maintenanceRefusal();
  const { method = "", url = "" } = req;
  if (!refusal || READING.has(method) || mayRead(url) || FORMS.test(url)) return false;
  const door = doorOf(url);
  if (door === null || door === "page") return false;
  if (isAction(req) || (door === "screens" && !UPLOADS.test(url))) return false;
  answerEarly(req, res, { door, refusal, status: 503, route: "maintenance" });
  return true;
}
