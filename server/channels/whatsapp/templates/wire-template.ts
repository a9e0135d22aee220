import { z } from "zod";
import { type ChannelTemplate, hasButtonValue, variablesIn } from "@/server/domain/message/channel-template";
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

/** Templates with these need more than values of variables: they are left out. */
const UNSUPPORTED: ReadonlySet<string> = new Set(["CAROUSEL", "LIMITED_TIME_OFFER"]);
export const isSupported = ({ components }: z.output<typeof wireTemplate>): boolean =>
  !components.some(({ type }) => UNSUPPORTED.has(type.toUpperCase()));

export function toTemplate({ components, ...template }: z.output<typeof wireTemplate>): ChannelTemplate {
  const find = (type: string) => components.find((one) => one.type.toUpperCase() === type);
  const [head, body, foot] = [find("HEADER"), find("BODY"), find("FOOTER")];
  const text = body?.text ?? "";
  const format = (head?.format ?? "TEXT").toLowerCase();
  const buttons = find("BUTTONS")?.buttons ?? [];
  return {
    ...template,
    text,
    ...(head && { header: { format, ...(head.text !== undefined && { text: head.text }) } }),
    ...(foot?.text && { footer: foot.text }),
    ...(buttons.length > 0 && { buttons }),
    parameters: {
      header: head ? headerNames(format, head.text ?? "") : [],
      body: variablesIn(text),
      buttons: buttons.filter(hasButtonValue).map((button) => button.text),
    },
  };
}
