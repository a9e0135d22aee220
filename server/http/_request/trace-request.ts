import type { IncomingMessage, ServerResponse } from "node:http";
import { beginSpan } from "@/server/lib/process/tracing";

/** Answers a request in a span of its own, if traces are configured. `recordRequest` adds the route and the status. */
export function traceRequest<T>(req: IncomingMessage, res: ServerResponse, answer: () => T): T {
  const { method = "" } = req;
  const span = beginSpan(method, {
    kind: "server",
    attributes: { "http.request.method": method },
    traceparent: req.headers["traceparent"]?.toString(),
  });
  if (!span) return answer();
  res.once("close", span.end);
  return span.run(answer);
}
