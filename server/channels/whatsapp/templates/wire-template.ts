import { z } from "zod";
import {
  type ChannelTemplate,
  type TemplateButton,
  type UnsendableReason,
  variablesIn,
} from "@/server/domain/message/channel-template";
import { PLACE_PARTS } from "./template-body";

const wireButton = z.object({ type: z.string(), text: z.string().default(""), url: z.string().optional() });

const component = z.object({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(wireButton).optional(),
});

/** A template as Graph lists it. */
export const wireTemplate = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().default(""),
  components: z.array(component),
});

/** What a header needs: the variables of a text, the parts of a place, or the address of a file. */
const headerNames = (format: string, text: string): string[] =>
  format === "text" ? variablesIn(text) : format === "location" ? [...PLACE_PARTS] : ["link"];

type Wire = z.output<typeof wireTemplate>;

/** Parts that need more than values. */
const UNSENDABLE: ReadonlyMap<string, UnsendableReason> = new Map([
  ["CAROUSEL", "carousel"],
  ["LIMITED_TIME_OFFER", "limited_time_offer"],
  ["PRODUCT", "product"],
  ["SPM", "product"],
  ["ORDER_DETAILS", "order"],
  ["ORDER_STATUS", "order"],
]);

/**
 * The value of a button, by its type: a code, the products of a list, the payload of an answer, the token of a flow, the product whose
 * picture a catalog has. That of an address is its end.
 */
const VALUES: ReadonlyMap<string, TemplateButton["value"]> = new Map([
  ["COPY_CODE", "required"],
  ["OTP", "required"],
  ["MPM", "required"],
  ["QUICK_REPLY", "optional"],
  ["FLOW", "optional"],
  ["CATALOG", "optional"],
  ["URL", undefined],
  ["PHONE_NUMBER", undefined],
  ["VOICE_CALL", undefined],
]);

const valueIn = ({ type, url = "" }: z.output<typeof wireButton>): TemplateButton["value"] =>
  type === "URL" && variablesIn(url).length > 0 ? "required" : VALUES.get(type);

function unsendableBecause({ components }: Wire): UnsendableReason | undefined {
  const buttons = components.flatMap((one) => one.buttons ?? []).map(({ type }) => type);
  const parts = [...components.flatMap(({ type, format = "" }) => [type, format]), ...buttons];
  const found = parts.map((part) => UNSENDABLE.get(part.toUpperCase())).find((reason) => reason);
  return found ?? (buttons.every((type) => VALUES.has(type)) ? undefined : "button");
}

export function toTemplate(wire: Wire): ChannelTemplate {
  const { components, ...template } = wire;
  const find = (type: string) => components.find((one) => one.type.toUpperCase() === type);
  const [head, body, foot] = [find("HEADER"), find("BODY"), find("FOOTER")];
  const text = body?.text ?? "";
  const format = (head?.format ?? "TEXT").toLowerCase();
  const buttons = (find("BUTTONS")?.buttons ?? []).map((button): TemplateButton => {
    const value = valueIn(button);
    return { ...button, ...(value && { value }) };
  });
  const unsendable = unsendableBecause(wire);
  return {
    ...template,
    text,
    ...(head && { header: { format, ...(head.text !== undefined && { text: head.text }) } }),
    ...(foot?.text && { footer: foot.text }),
    ...(buttons.length > 0 && { buttons }),
    ...(unsendable && { unsendable }),
    parameters: {
      header: head ? headerNames(format, head.text ?? "") : [],
      body: variablesIn(text),
      buttons: buttons.filter(({ value }) => value === "required").map((button) => button.text),
    },
  };
}
