import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import type { EndpointRow } from "./endpoint-row";

/** An endpoint that its answers have disabled has an alert, until it is enabled or deleted. It must be locked. */
export async function saveEndpointAlert(
  tx: Tx,
  before: EndpointRow,
  { id, url, ...after }: EndpointRow,
): Promise<void> {
  const kind = "endpoint_disabled";
  const reason = blameOf(after);
  if (reason !== null)
    await openAlert(tx, { kind, subject: { type: "endpoint", id, name: url }, facts: { reason } });
  else if (blameOf(before) !== null) await closeAlert(tx, { kind, subjectId: id });
}

/** Why it is disabled, if not by hand. */
const blameOf = ({
  state,
  disabledReason,
  deletedAt,
}: Pick<EndpointRow, "state" | "disabledReason" | "deletedAt">): "gone" | "failing" | null =>
  state === "disabled" && deletedAt === null && disabledReason !== "by_hand" ? disabledReason : null;
