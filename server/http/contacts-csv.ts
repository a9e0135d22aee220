import type { Context } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { exportContacts } from "@/server/queries/contacts/export-contacts";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

/** All contacts as a CSV file, for a token. */
export async function answerContactsCsv(c: Context<HttpEnv>): Promise<Response> {
  const caller = await requireTokenCaller(c.var.services.database, c.req.raw.headers);
  c.set("caller", caller);
  return csvOf(servicesFor(c.var.services, caller), caller);
}

/** The same as a download from Tickline's screens. */
export async function answerContactsDownload(c: Context<HttpEnv>): Promise<Response> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  return csvOf(servicesFor(c.var.services, caller), caller);
}

/** A page is read when the client has received the previous one. */
function csvOf({ database }: Services, caller: Caller): Response {
  const lines = exportContacts(database, caller);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="contacts.csv"',
      "cache-control": "no-store",
    },
  });
}
