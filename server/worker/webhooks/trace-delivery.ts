import type { Outbound, Posted } from "@/server/lib/outbound/post";
import { inSpan } from "@/server/lib/process/tracing";
import type { Claimed } from "@/server/store/webhooks/claim-deliveries";
import type { Prepared } from "./prepare";

/**
 * Posts a delivery; if traces are configured, in a span whose W3C header the receiver gets, so that it can continue the
 * trace. The header has random ids only. The signature does not cover it.
 */
export const postTraced = (
  outbound: Outbound,
  claimed: Claimed,
  prepared: Extract<Prepared, { kind: "call" }>,
): Promise<Posted> =>
  inSpan("webhook delivery", { kind: "client", attributes: attributesOf(claimed) }, async (span) => {
    if (!span) return outbound.post(prepared);
    const headers = { ...prepared.headers, traceparent: span.traceparent };
    const posted = await outbound.post({ ...prepared, headers });
    if (posted.answered) span.describe({ "http.response.status_code": posted.status });
    else {
      span.describe({ "error.type": posted.fault });
      span.fail();
    }
    return posted;
  });

const attributesOf = ({ accountId, endpointId, id, tries }: Claimed) => ({
  "tickline.account_id": accountId,
  "tickline.endpoint_id": endpointId,
  "tickline.delivery_id": id,
  "tickline.try": tries + 1,
});
