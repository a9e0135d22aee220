import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Attributes } from "@/server/dialects/chatwoot/input/params";

/**
 * The attribute of a message that has the `echo_id` of its request, for `/cable`: another process often publishes the message there.
 * This API shows it nowhere else.
 */
export const ECHO = "tickline_echo_id";

/** Longer ones are returned with the answer only. */
const ECHO_CHARS_MAX = 255;

/** The attributes of a new message with its echo. A sender's own attribute of that name is dropped. */
export function withEcho(
  { [ECHO]: _, ...attributes }: Attributes,
  echoId: string | number | null,
): Attributes {
  const isShort = echoId !== null && String(echoId).length <= ECHO_CHARS_MAX;
  return isShort ? { ...attributes, [ECHO]: echoId } : attributes;
}

/** The echo that a new message is published with. */
export function echoOf({ contentAttributes }: Pick<MessageDto, "contentAttributes">): object {
  const echoId = contentAttributes[ECHO];
  return echoId === undefined ? {} : { echo_id: echoId };
}
