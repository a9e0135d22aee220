import { newId } from "./new-id";
import { refusalCodeOf } from "./refusal-text";

/** After this time the same request is another one: its writer has seen what became of the first. */
const REPEATED_WITHIN_MS = 10 * 60_000;

/** The client ids of requests that got no answer, by what was requested. `at`: when, in ms since 1970. */
const unanswered = new Map<string, { clientId: string; sinceMs: number; at: number }>();

/**
 * Sends a request with a client id, by which the server carries it out once: that of an earlier request for the same that got
 * no answer, or else a new one. `at`: when the first of them was sent, for times that count from then.
 */
export async function requestOnce<R>(
  kind: string,
  wanted: object,
  send: (clientId: string, at: number) => Promise<R>,
): Promise<R> {
  const key = `${kind} ${JSON.stringify(wanted)}`;
  const nowMs = performance.now();
  for (const [other, { sinceMs }] of unanswered)
    if (nowMs - sinceMs > REPEATED_WITHIN_MS) unanswered.delete(other);
  const request = unanswered.get(key) ?? { clientId: newId(), sinceMs: nowMs, at: Date.now() };
  unanswered.set(key, request);
  try {
    const answer = await send(request.clientId, request.at);
    unanswered.delete(key);
    return answer;
  } catch (error) {
    if (refusalCodeOf(error) !== null) unanswered.delete(key);
    throw error;
  }
}
