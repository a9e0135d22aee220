import { jsonOf } from "@/server/channels/whatsapp/graph/graph";
import type {
  ContactCard,
  FlowReply,
  IncomingMedia,
  IncomingMessage,
  Order,
} from "@/server/channels/whatsapp/webhook/notification";
import { placeText } from "@/server/contract/message/channel-facts";

/** A message's media; null: it has none. */
export const mediaOf = ({ image, video, audio, document, sticker }: IncomingMessage): IncomingMedia | null =>
  image ?? video ?? audio ?? document ?? sticker ?? null;

/** The text by which a message is shown, whatever its type. Empty only where there is a file. */
export function textOf(message: IncomingMessage): string {
  const media = mediaOf(message);
  return media ? (media.caption?.trim() ?? "") : writtenText(message) || unsupportedText(message);
}

/** The text of a message without a file; empty: its type is unknown, or has none. */
function writtenText(message: IncomingMessage): string {
  const { type, text, button, interactive, location, contacts, order, system } = message;
  if (type === "request_welcome") return "[The customer opened the chat.]";
  if (text) return text.body;
  if (button) return button.text;
  if (interactive?.nfm_reply) return flowText(interactive.nfm_reply);
  const calls = interactive?.call_permission_reply;
  if (calls) return `[The customer ${calls.response === "accept" ? "allows" : "does not allow"} calls.]`;
  const chosen = interactive?.button_reply ?? interactive?.list_reply;
  if (chosen) return [chosen.title, chosen.description].filter(Boolean).join("\n");
  if (location) return placeText({ ...location, name: location.name ?? null });
  if (contacts) return contacts.map(cardText).join("\n\n");
  if (order) return orderText(order);
  return system?.body ?? "";
}

/** What a customer has entered in a flow, a line for each answer. */
function flowText({ body, response_json: json = "" }: FlowReply): string {
  const read = jsonOf(json);
  const answers = typeof read === "object" && read !== null ? Object.entries(read) : [];
  const lines = answers
    .filter(([name]) => name !== "flow_token")
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  return (lines.length > 0 ? lines : [body ?? json]).join("\n") || "Sent";
}

function cardText({ name, phones = [], emails = [], org }: ContactCard): string {
  const numbers = phones.flatMap(({ phone }) => phone ?? []);
  const addresses = emails.flatMap(({ email }) => email ?? []);
  return [`👤 ${name?.formatted_name ?? ""}`.trim(), org?.company, ...numbers, ...addresses]
    .filter(Boolean)
    .join("\n");
}

/** The customer's note, and a line for each product. */
function orderText({ text = "", product_items: items }: Order): string {
  const lines = items.map(({ product_retailer_id: id, quantity, item_price: price, currency = "" }) => {
    const count = quantity ? `${quantity} × ` : "";
    return `${count}${id}${price ? ` (${`${price} ${currency}`.trim()})` : ""}`;
  });
  return [text.trim(), ...lines].filter(Boolean).join("\n");
}

/** Meta does not pass on polls, disappearing messages and some others. */
function unsupportedText({ type, errors }: IncomingMessage): string {
  const reason = errors?.[0]?.error_data?.details ?? errors?.[0]?.title;
  const what = type === "unsupported" || type === "unknown" ? "a message" : `a message of the type ${type}`;
  return `[The customer sent ${what} that WhatsApp does not pass on${reason ? `: ${reason}` : "."}]`;
}
