import type { IncomingMessage, ServerResponse } from "node:http";
import { maintenanceRefusal } from "@/server/commands/_run/permission";
import { isAction } from "@/server/http/actions/action-gate";
import { answerEarly } from "./answer-early";
import { doorOf } from "./credential-of";

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** POSTs that change nothing: searches of Chatwoot's API, and previews. */
const QUESTIONS =
  /^\/(api\/v[12]\/accounts\/\d+\/(contacts|conversations|contact_inboxes)\/filter|v1\/inboxes\/\d+\/policy\/preview)\/?(\?|$)/;

/** Plain forms of pages: they redirect to a page that says why. */
const FORMS = /^\/api\/(forgot|unsubscribe)/;

/** Uploads of the screens: their other changes have formats of their own. */
const UPLOADS = /^\/api\/files/;

/**
 * During maintenance answers a request that changes something with 503, in the format of its door, before its credential is
 * checked and before its body is read. Others are refused where they would write: WuKongIM reads by POST, a batch of the
 * screens may have reads and writes, and pages change nothing but sessions.
 * @returns whether it has answered.
 */
export function refuseWrite(req: IncomingMessage, res: ServerResponse): boolean {
  const refusal = maintenanceRefusal();
  const { method = "", url = "" } = req;
  if (!refusal || READING.has(method) || QUESTIONS.test(url) || FORMS.test(url)) return false;
  const door = doorOf(url);
  if (door === null || door === "wukongim" || door === "page") return false;
  if (isAction(req) || (door === "screens" && !UPLOADS.test(url))) return false;
  answerEarly(req, res, { door, refusal, status: 503, route: "maintenance" });
  return true;
}
