// The place for your own provider. This one posts {to, text} to PROVIDER_URL and gets {id}.

/** The provider refuses the message: it is shown as failed, with these words. */
export class Refused extends Error {}
/** The provider does not have the message: it is sent again later. `afterMs`: not before. */
export class NotSent extends Error {
  constructor(message, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}

const { PROVIDER_URL } = process.env;

/**
 * Sends a message. Any error other than `Refused` and `NotSent` means that nobody knows whether it was sent.
 * @param message `data` of `message.send_requested`: the message with its `conversation` and `contact`.
 * @returns the provider's id of the message.
 */
export async function send(message) {
  const answer = await fetch(PROVIDER_URL, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: message.contact.phone ?? message.contact.email, text: message.content }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error) => {
    if (["ECONNREFUSED", "ENOTFOUND"].includes(error.cause?.code)) throw new NotSent(error.cause.code);
    throw error;
  });
  const text = await answer.text();
  if (answer.ok) return { sourceId: String(JSON.parse(text).id) };
  if (answer.status === 429 || answer.status === 503)
    throw new NotSent(`${answer.status}`, 1000 * Number(answer.headers.get("retry-after") ?? 0));
  if (answer.status < 500) throw new Refused(`${answer.status}: ${text.slice(0, 500)}`);
  throw new Error(`${answer.status}`);
}

/** The provider's report, as it arrives at POST /provider, as Tickline's receipts; [] if it says nothing about a message. */
export function receiptsOf({ id, status, at, error }) {
  const signal = { sent: "sent", delivered: "delivered", read: "read", failed: "failed" }[status];
  return signal ? [{ sourceId: String(id), signal, ...(at && { at }), ...(error && { error }) }] : [];
}
