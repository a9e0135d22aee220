import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { sendTemplateInput } from "@/server/contract/channel/sent-template";
import type { TemplateParameters } from "@/server/contract/channel/template-text";
import { capabilitiesOf } from "@/server/contract/inbox/constants";
import { isTree } from "@/server/dialects/chatwoot/input/form-tree";
import type { Attributes, Params } from "@/server/dialects/chatwoot/input/params";
import { fillTemplateOf, type TemplateMessage } from "@/server/queries/inboxes/channel-templates";

/**
 * The message of the template that a request names in `template_params`, with the values of its `processed_params`, read outside any
 * transaction; null where there is none, or the inbox's channel has no templates: upstream sends the text there.
 */
export async function readTemplate(
  services: Services,
  caller: Caller,
  inbox: Pick<InboxDto, "id" | "channel">,
  message: Params,
): Promise<TemplateMessage | null> {
  const params = message.under("template_params");
  if (!params || !capabilitiesOf(inbox.channel).templates) return null;
  const [name, language] = [params.text("name"), params.text("language")];
  if (!name || !language) throw refuse("name and language must not be empty");
  const values = params.object("processed_params") ?? {};
  return fillTemplateOf(services, caller, inbox.id, {
    name,
    language,
    parameters: (names, hasFile) => parametersOf(values, names, hasFile),
    field: "template_params",
  });
}

/** `names`: what the template needs values for; `hasFile`: that of its header is the address of a file. Upstream has the values of the text by their names, or each part's since version 4.3. */
function parametersOf(values: Attributes, names: TemplateParameters, hasFile: boolean): TemplateParameters {
  const { header = {}, body, buttons = [] } = values;
  const ofText = isTree(body) ? body : values;
  const ofPart = (part: unknown, key: string) => (isTree(part) ? part[key] : undefined);
  const parsed = sendTemplateInput.shape.parameters.safeParse({
    header: names.header.map((key) => textOf(ofPart(header, hasFile ? "media_url" : key), key)),
    body: names.body.map((key) => textOf(ofText[key], key)),
    buttons: (Array.isArray(buttons) ? buttons : [])
      .filter((button) => isTree(button))
      .map((button) => textOf(ofPart(button, "parameter"), "buttons")),
  });
  if (!parsed.success) throw refuse(`a value of processed_params ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

function textOf(value: unknown, name: string): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "string" && value !== "") return value;
  throw refuse(`processed_params has no value of ${name}`);
}

const refuse = (detail: string): Refusal =>
  new Refusal("input.invalid", { field: "template_params", detail });

/** A message as its template reads, or as it is. */
export const withTemplate = <M extends { contentAttributes: Attributes }>(
  message: M,
  template: TemplateMessage | null,
): M => ({
  ...message,
  ...template,
  contentAttributes: { ...message.contentAttributes, ...template?.contentAttributes },
});
