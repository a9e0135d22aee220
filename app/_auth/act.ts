import { headers } from "next/headers";
import type { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusal, Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { outageOf } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { isSameOrigin } from "@/server/lib/web/same-origin";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

/** The result of a server action: done, with the operation (null: nothing changed), or the code of the refusal. */
export type ActionResult =
  | { ok: true; operationId: string | null }
  | { ok: false; code: RefusalCode; field?: string };

/**
 * Runs a command for a server action with parsed arguments: only from our own pages and as the signed-in member. A refusal
 or an outage is returned with its code. Any other error is a bug, logged and thrown.
 */
export async function act<I, R>(
  schema: z.ZodType<I>,
  given: unknown,
  command: Command<I, R>,
): Promise<ActionResult> {
  try {
    const caller = await whoActs();
    const { events, operationId } = await services().run(command, caller, parse(schema, given));
    return { ok: true, operationId: events.length === 0 ? null : operationId };
  } catch (error) {
    const outage = outageOf(error);
    if (outage) return { ok: false, code: outage };
    if (!isRefusal(error)) {
      log.error({ err: error, command: command.name }, "a server action failed");
      throw error;
    }
    return { ok: false, code: error.refusal, ...(error.field === undefined ? {} : { field: error.field }) };
  }
}

/**
 * Next accepts a request without an Origin. A request without `next-action` comes from a plain form, which any site can
 * send. Both are refused here.
 */
async function whoActs(): Promise<Caller> {
  const given = await headers();
  if (!given.has("next-action") || !isSameOrigin(given)) throw new Refusal("auth.foreign_origin");
  const caller = await readSessionCaller(services().database, given);
  if (!caller) throw new Refusal("auth.required");
  return caller;
}

function parse<I>(schema: z.ZodType<I>, given: unknown): I {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal("input.invalid", faultOf(parsed.error, given));
}
