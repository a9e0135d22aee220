/** Content types that ask the customer for something. */
const ASKING: ReadonlySet<string> = new Set([
  "cards",
  "form",
  "input_csat",
  "input_email",
  "input_select",
  "input_text",
  "input_textarea",
  "integrations",
]);

const DAY_MS = 86_400_000;
/** How long a survey takes answers. */
const SURVEY_DAYS = 14;

type Asked = { kind: string; direction: string | null; contentType: string; createdAt: Date };

/** Why a customer's values are no answer to a message, in words; null = they are. */
export function whyNotAnswered({ kind, direction, contentType, createdAt }: Asked, now: Date): string | null {
  if (kind !== "message" || direction !== "out" || !ASKING.has(contentType))
    return "the message asks for nothing";
  const isOver = now.getTime() - createdAt.getTime() > SURVEY_DAYS * DAY_MS;
  return contentType === "input_csat" && isOver
    ? `You cannot update the CSAT survey after ${SURVEY_DAYS} days`
    : null;
}
