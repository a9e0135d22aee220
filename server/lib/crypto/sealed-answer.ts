import { seal, unseal } from "./seal";

/** An answer with a secret as it is stored: `purpose` names its route and owner. */
export const sealAnswer = (answer: unknown, purpose: string): { sealed: string } => ({
  sealed: seal(JSON.stringify(answer), purpose),
});

/** Whether this is an answer that was stored sealed. */
export const isSealed = (body: unknown): body is { sealed: string } =>
  typeof body === "object" && body !== null && "sealed" in body && typeof body.sealed === "string";

/** The answer that was stored sealed; undefined under another AUTH_SECRET, or for another purpose. */
export function unsealAnswer(body: unknown, purpose: string): unknown {
  const text = isSealed(body) ? unseal(body.sealed, purpose) : null;
  return text === null ? undefined : JSON.parse(text);
}
