import { z } from "zod";

/** An error as Graph answers it, and as webhooks report it in `errors`. */
export const graphError = z.object({
  code: z.coerce.number().int(),
  title: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
});
export type GraphError = z.infer<typeof graphError>;

/** Meta has refused for now, because too much came lately: of the app, of the account, of the number, or for one customer. */
const OF_RATE: ReadonlySet<number> = new Set([4, 80007, 130429, 131056]);
export const isOfRate = ({ code }: GraphError): boolean => OF_RATE.has(code);

/** Meta does not know the access token, or the token lacks a right: another token may have it. */
export const isOfAccess = ({ code }: GraphError): boolean =>
  [3, 10, 102, 190].includes(code) || (code >= 200 && code < 300);

/** What to do about the common codes, by Meta's documentation of them. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [10, "Give the access token the permission whatsapp_business_messaging."],
  [100, "Check the phone number ID and the content of the message."],
  [190, "The access token has expired or was revoked: enter a new one in the inbox's settings."],
  [
    368,
    "Meta has restricted the account for a violation of its policies: see the account's quality in WhatsApp Manager.",
  ],
  [
    130472,
    "Meta does not deliver this message because the customer is part of an experiment. Wait for their next message.",
  ],
  [130497, "Meta does not allow this account to write to customers in that country."],
  [131008, "A value that the message needs is missing."],
  [131009, "A value of the message is not valid."],
  [131021, "Sender and recipient are the same number."],
  [
    131026,
    "The customer may not have WhatsApp, may have an old version, or has not accepted its terms. Reach them another way.",
  ],
  [131031, "Meta has locked the account: see the account's quality in WhatsApp Manager."],
  [131042, "Check the payment method of the account in Meta's Business settings."],
  [131045, "Register the number again in WhatsApp Manager."],
  [131047, "More than 24 hours have passed since the customer wrote. Send a template instead."],
  [
    131048,
    "Customers have blocked or reported too many messages. Write less often, and see the number's quality.",
  ],
  [131049, "Meta limits how many marketing messages a customer gets. Do not resend it within a day."],
  [131050, "The customer has stopped marketing messages of your business. Do not resend it."],
  [131051, "WhatsApp does not support this type of message."],
  [131052, "Meta could not download the file of the customer. Let them send it again."],
  [131053, "WhatsApp does not take this file: check its type and size."],
  [132000, "The template has another number of variables."],
  [132001, "There is no approved template with this name in this language."],
  [132005, "The text of the template with its variables is too long."],
  [132007, "The template violates Meta's policies."],
  [132012, "A variable of the template has another format than in the template."],
  [132015, "Meta has paused the template because of its quality. Change it in WhatsApp Manager."],
  [132016, "Meta has disabled the template for good. Make another one."],
  [133010, "Register the number in WhatsApp Manager."],
  [135000, "The parameters of the message are not valid."],
]);

/** Meta's code and text, and what to do where that is known. */
export function wordsOf({ code, title, message, error_data: data }: GraphError): string {
  const words = withoutCode(message ?? title ?? "Error", code);
  const details = data?.details && data.details !== words ? `: ${data.details}` : "";
  const advice = ADVICE.get(code);
  return `${code} ${words}${details}`.replace(/\.?$/, ".") + (advice ? ` ${advice}` : "");
}

/** Graph begins most texts with the code: `(#131030) Recipient phone number not in allowed list`. */
const withoutCode = (text: string, code: number): string =>
  text.startsWith(`(#${code})`) ? text.slice(`(#${code})`.length).trim() : text;
