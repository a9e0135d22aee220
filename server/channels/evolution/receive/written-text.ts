import { z } from "zod";
import { wholeNumber } from "@/server/channels/evolution/webhook/envelope";

type Content = Record<string, unknown>;

const text = z.string().nullish().catch(null);
const lines = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join("\n");

type Reader = (content: Content) => string | null;

/** Reads a message by the name of its type. One without a text is read by nobody. */
function reader<S extends z.ZodType>(name: string, schema: S, words: (value: z.output<S>) => string): Reader {
  return (content) => {
    const found = schema.safeParse(content[name]);
    return found.success ? words(found.data) : null;
  };
}

/** What somebody has chosen from buttons or a list, or answered to a form. */
const parameters = z.object({ display_text: text, title: text, id: text }).partial();
const interactive = z.object({
  body: z.object({ text }).nullish().catch(null),
  nativeFlowResponseMessage: z.object({ paramsJson: text }).nullish().catch(null),
});

function chosenText({ body, nativeFlowResponseMessage: flow }: z.output<typeof interactive>): string {
  if (body?.text) return body.text;
  const read = parameters.safeParse(parsed(flow?.paramsJson ?? "")).data;
  return read?.display_text || read?.title || read?.id || "";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // it is none
  }
}

/** What another business, or its bot, has sent with buttons or a list. */
const hydrated = z.object({ hydratedTitleText: text, hydratedContentText: text, hydratedFooterText: text });
const template = z.object({
  hydratedTemplate: hydrated.nullish().catch(null),
  hydratedFourRowTemplate: hydrated.nullish().catch(null),
});

function templateText(read: z.output<typeof template>): string {
  const found = read.hydratedTemplate ?? read.hydratedFourRowTemplate;
  return lines(found?.hydratedTitleText, found?.hydratedContentText, found?.hydratedFooterText);
}

const offer = z.object({
  header: z.object({ title: text }).nullish().catch(null),
  body: z.object({ text }).nullish().catch(null),
  footer: z.object({ text }).nullish().catch(null),
});

const amount = wholeNumber.nullish().catch(null);
const order = z.object({
  message: text,
  orderTitle: text,
  itemCount: amount,
  totalAmount1000: amount,
  totalCurrencyCode: text,
});

function orderText({ message, orderTitle, itemCount, ...total }: z.output<typeof order>): string {
  if (!orderTitle) return message ?? "";
  const price = total.totalAmount1000 ? total.totalAmount1000 / 1_000 : "";
  const cost = `${price} ${total.totalCurrencyCode ?? ""}`.trim();
  return lines(message, `${itemCount ?? 1} × ${orderTitle}${price ? ` (${cost})` : ""}`);
}

const product = z.object({ product: z.object({ title: text, description: text }), body: text });
const invitation = z.object({ groupName: text, caption: text, inviteCode: z.string() });
const event = z.object({ name: z.string(), description: text });

const card = z.object({ displayName: text, vcard: text });

/** The name of a contact, and the numbers and addresses of its card. */
function cardText({ displayName, vcard }: z.output<typeof card>): string {
  const values = (vcard ?? "")
    .split("\n")
    .filter((line) => /^(?:item\d+\.)?(?:TEL|EMAIL)[;:]/i.test(line))
    .map((line) => line.slice(line.lastIndexOf(":") + 1).trim());
  return lines(`👤 ${displayName ?? ""}`.trim(), ...values);
}

const poll = z.object({ name: z.string(), options: z.array(z.object({ optionName: z.string() })).catch([]) });
const POLLS = ["", "V2", "V3", "V5", "V6"].map((version) => `pollCreationMessage${version}`);

const button = z.object({ selectedDisplayText: text, selectedButtonId: text, selectedId: text });
const buttonText = (value: z.output<typeof button>): string =>
  value.selectedDisplayText || value.selectedButtonId || value.selectedId || "";

/** How each kind of message without a file is read. */
const READERS: readonly Reader[] = [
  reader("conversation", z.string(), (value) => value),
  reader("extendedTextMessage", z.object({ text: z.string() }), (value) => value.text),
  reader("contactMessage", card, cardText),
  reader("contactsArrayMessage", z.object({ contacts: z.array(card) }), ({ contacts }) =>
    contacts.map(cardText).join("\n\n"),
  ),
  ...POLLS.map((name) =>
    reader(name, poll, ({ name: question, options }) =>
      lines(question, ...options.map(({ optionName }) => `- ${optionName}`)),
    ),
  ),
  reader("listResponseMessage", z.object({ title: text, description: text }), (value) =>
    lines(value.title, value.description),
  ),
  reader("buttonsResponseMessage", button, buttonText),
  reader("templateButtonReplyMessage", button, buttonText),
  reader("interactiveResponseMessage", interactive, chosenText),
  reader("buttonsMessage", z.object({ contentText: text, footerText: text }), (value) =>
    lines(value.contentText, value.footerText),
  ),
  reader("listMessage", z.object({ title: text, description: text, footerText: text }), (value) =>
    lines(value.title, value.description, value.footerText),
  ),
  reader("templateMessage", template, templateText),
  reader("interactiveMessage", offer, ({ header, body, footer }) =>
    lines(header?.title, body?.text, footer?.text),
  ),
  reader("orderMessage", order, orderText),
  reader("productMessage", product, ({ product: { title, description }, body }) =>
    lines(body, title, description),
  ),
  reader("groupInviteMessage", invitation, ({ groupName, caption, inviteCode }) =>
    lines(caption, groupName, `https://chat.whatsapp.com/${inviteCode}`),
  ),
  reader("eventMessage", event, ({ name, description }) => lines(name, description)),
];

/** The text of a message without a file; null: it has none that is known here. */
export function writtenIn(content: Content): string | null {
  for (const words of READERS) {
    const found = words(content);
    if (found !== null) return found;
  }
  return null;
}
