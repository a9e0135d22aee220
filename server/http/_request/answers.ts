import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { FAULTS } from "@/server/http/_refusals/problem";
import { log } from "@/server/lib/process/log";
import { DATA_POLICY } from "./response-headers";

/** Answers what a part threw. */
export function fail(res: ServerResponse, error: unknown): void {
  log.error({ err: error }, "a request failed");
  if (res.headersSent) res.destroy();
  else answer(res, 500, { error: { code: "internal" } });
}

/** Refuses what no part can read, in the form of the API's errors, whatever part the request is for. */
export function refuse(
  res: ServerResponse,
  code: keyof typeof FAULTS,
  more: object = {},
  headers?: OutgoingHttpHeaders,
): void {
  const [status, message] = FAULTS[code];
  answer(res, status, { error: { code, message, ...more } }, headers);
}

/** Refuses a request of which a field cannot be read. */
export const refuseField = (res: ServerResponse, field: string): void =>
  refuse(res, "request.malformed", { field, detail: `The ${field} cannot be read.` });

/** Answers with JSON; 503 with the time after which to try again. */
export function answer(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  res.writeHead(status, {
    ...headers,
    "content-security-policy": DATA_POLICY,
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    ...(status === 503 && { "retry-after": "1" }),
  });
  res.end(JSON.stringify(body));
}

/** A file as a download. A part is read when the client has received the previous one. */
export function streamedFile(
  parts: AsyncGenerator<string>,
  { type, name }: { type: string; name: string },
): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await parts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
