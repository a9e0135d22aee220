import { text } from "node:stream/consumers";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import { isRefusalCode, Refusal } from "@/server/contract/_shared/refusal";
import { ACTION_HEADER, ACTION_TYPE, ACTIONS_PATH } from "@/server/contract/_shared/server-action";
import { createActionGate } from "@/server/http/actions/action-gate";
import type { Parts } from "@/server/http/front/front";
import { ACTION_TICKET } from "@/server/lib/web/internal-headers";
import { callerOfTicket } from "@/server/queries/credentials/session-caller";
import { actionsRouter } from "@/server/trpc/actions/actions";
import { answerAction } from "@/server/trpc/actions/answer-action";
import { contextOf } from "@/server/trpc/context";
import { toTrpcError } from "@/server/trpc/errors";

/** The paths of actions in the tables of the tests begin with it. */
export const ACTIONS = "actions.";

const { procedures } = actionsRouter._def;
const isName = (name: string): name is keyof typeof procedures => name in procedures;

/**
 * The actions behind the real gate, each by its name instead of the id of a build: in the place of Next, which runs them in the
 * build only (`e2e/shell/actions.spec.ts`), the body is read as JSON.
 */
export const openActions = (services: () => Services): Parts["actions"] =>
  createActionGate({
    services,
    hasAction: isName,
    next: async (req, res) => {
      const name = String(req.headers[ACTION_HEADER]);
      const [input]: unknown[] = JSON.parse(await text(req));
      const caller = callerOfTicket(String(req.headers[ACTION_TICKET]));
      if (!caller) throw new Error("the gate admitted nobody");
      const context = contextOf(services(), caller, new Headers({ cookie: String(req.headers.cookie) }));
      const run = async (calls: object) => Reflect.get(calls, name)(input);
      const answer = await answerAction(context, { input, run }).catch(() => null);
      res.writeHead(answer ? 200 : 500, { "content-type": "application/json" });
      res.end(JSON.stringify(answer ?? { error: { code: "internal" } }));
    },
  });

const refusal = z.object({ code: z.string(), field: z.string().nullish() });
const answered = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), refusal }),
  z.object({ error: refusal }),
]);

export type ActionCall = {
  name: string;
  input: unknown;
  cookie?: string | undefined;
  headers?: Record<string, string>;
};

/** Calls an action as a browser on the product's own page does. The status of a refusal is that of a procedure. */
export async function callAction(url: string, { name, input, cookie, headers }: ActionCall) {
  const response = await fetch(url + ACTIONS_PATH, {
    method: "POST",
    headers: {
      ...(cookie && { cookie }),
      origin: url,
      "content-type": ACTION_TYPE,
      [ACTION_HEADER]: name,
      ...headers,
    },
    body: JSON.stringify([input ?? {}]),
  });
  const body = await response.text();
  const answer = answered.parse(JSON.parse(body));
  if ("ok" in answer && answer.ok) return { status: 200, text: body, data: answer.result, refusal: null };
  const refused = "error" in answer ? answer.error : answer.refusal;
  const { code, field = null } = refused;
  const status = "error" in answer ? response.status : statusOf(code);
  return { status, text: body, data: undefined, refusal: { code, field } };
}

const statusOf = (code: string): number =>
  isRefusalCode(code) ? getHTTPStatusCodeFromError(toTrpcError(new Refusal(code))) : 500;
