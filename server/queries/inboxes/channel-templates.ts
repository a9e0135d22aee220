import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { SendTemplateInput, SentTemplate } from "@/server/contract/channel/sent-template";
import { capabilitiesOf } from "@/server/domain/inbox/channel";
import {
  buttonValues,
  type ChannelTemplate,
  hasFileHeader,
  hasWrongFile,
  isApproved,
  TEMPLATE_CONTENT_TYPE,
  type TemplateParameters,
  templateText,
  type UnsendableReason,
  wrongPart,
} from "@/server/domain/message/channel-template";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { keepRefreshToken } from "@/server/store/inboxes/refresh-token";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";
import { getInbox } from "./list-inboxes";
import type { Checks } from "./outside-checks";

/**
 * The templates of the provider behind an inbox, outside any transaction. Refuses `inbox.no_templates` where its channel has none,
 * and `channel.unreachable` with the provider's words.
 */
export async function listChannelTemplates(
  { database, outside }: Checks,
  caller: Caller,
  inboxId: number,
): Promise<ChannelTemplate[]> {
  const { accountId } = caller;
  const { inbox, secrets } = await database.snapshot(async (db) => ({
    inbox: await getInbox(db, caller, inboxId),
    secrets: await readChannelSecrets(db, accountId, inboxId),
  }));
  if (!capabilitiesOf(inbox.channel).templates) throw new Refusal("inbox.no_templates");
  if (!outside) throw new Error("this process has no calls of other systems");
  const listed = await outside.listTemplates({
    accountId,
    inbox,
    settings: withSecrets(inbox.settings, secrets),
    keepRefreshToken: keepRefreshToken(database, accountId, inboxId),
  });
  if ("failed" in listed) throw new Refusal("channel.unreachable", { detail: listed.failed });
  return listed.templates;
}

/** Those of a conversation's inbox that the provider has approved. */
export async function listTemplatesOf(
  services: Checks,
  caller: Caller,
  ref: { displayId: number },
): Promise<ChannelTemplate[]> {
  const { conversation } = await getConversation(services.database, caller, ref);
  return listApprovedTemplates(services, caller, conversation.inboxId);
}

/** Those of an inbox that the provider has approved. */
export async function listApprovedTemplates(
  services: Checks,
  caller: Caller,
  inboxId: number,
): Promise<ChannelTemplate[]> {
  return (await listChannelTemplates(services, caller, inboxId)).filter(isApproved);
}

export type TemplateMessage = {
  content: string;
  contentType: typeof TEMPLATE_CONTENT_TYPE;
  contentAttributes: MessageDto["contentAttributes"];
};

/** `parameters`: the values, by what the template needs values for, and whether that of the header is the address of a file. `field`: the request's, for refusals. */
type Filling = Pick<SendTemplateInput, "name" | "language"> & {
  parameters: (names: TemplateParameters, hasFile: boolean) => TemplateParameters;
  field: string;
};

/** The message of a template with these values, for a conversation. */
export async function fillTemplate(
  services: Checks,
  caller: Caller,
  { displayId, template: { parameters, ...named } }: { displayId: number; template: SendTemplateInput },
): Promise<TemplateMessage> {
  const { conversation } = await getConversation(services.database, caller, { displayId });
  const filling = { ...named, parameters: () => parameters, field: "channelTemplate" };
  return fillTemplateOf(services, caller, conversation.inboxId, filling);
}

/**
 * The message of a template of an inbox with these values. Refuses a template that the provider does not have or has not
 * approved, another number of values than it needs, and a file without an address.
 */
export async function fillTemplateOf(
  services: Checks,
  caller: Caller,
  inboxId: number,
  { name, language, field, ...filling }: Filling,
): Promise<TemplateMessage> {
  const template = approvedTemplate(await listChannelTemplates(services, caller, inboxId), {
    name,
    language,
    field,
  });
  const parameters = filling.parameters(template.parameters, hasFileHeader(template));
  const wrong = wrongPart(template, parameters);
  if (wrong)
    throw new Refusal("input.invalid", {
      field: `${field}.parameters.${wrong.part}`,
      detail: `must have ${wrong.expected} values`,
    });
  if (hasWrongFile(template, parameters))
    throw new Refusal("input.invalid", {
      field: `${field}.parameters.header.0`,
      detail: "must be the address of a file, of http or https",
    });
  const content = templateText(template, parameters);
  const channelTemplate = sentOf(template, { name, language, parameters });
  return { content, contentType: TEMPLATE_CONTENT_TYPE, contentAttributes: { channelTemplate } };
}

function approvedTemplate(
  templates: readonly ChannelTemplate[],
  { name, language, field }: Omit<Filling, "parameters">,
): ChannelTemplate {
  const named = templates.filter((one) => one.name === name);
  const template = named.find((one) => one.language === language);
  if (!template)
    throw new Refusal("channel_template.not_found", {
      field: `${field}.${named.length > 0 ? "language" : "name"}`,
    });
  const { status, unsendable } = template;
  if (!isApproved(template))
    throw new Refusal("channel_template.not_approved", { field: `${field}.name`, detail: status });
  if (unsendable)
    throw new Refusal("channel_template.not_supported", {
      field: `${field}.name`,
      detail: UNSENDABLE_WORDS[unsendable],
    });
  return template;
}

const UNSENDABLE_WORDS: Readonly<Record<UnsendableReason, string>> = {
  carousel: "The template has a carousel, whose cards cannot be filled in.",
  limited_time_offer: "The template has an offer that ends, and its end cannot be set.",
  order: "The template has a button that pays an order, which cannot be added.",
  product: "The template shows a product, which cannot be chosen.",
  button: "The template has a kind of button that Tickline does not know.",
};

function sentOf(
  { header, buttons = [], parameters: { header: head, body } }: ChannelTemplate,
  { name, language, parameters }: SendTemplateInput,
): SentTemplate {
  const values = buttonValues({ buttons }, parameters.buttons) ?? [];
  // A button that may have a value is named also without one.
  const sent = buttons.flatMap(({ type, text, value }, index) =>
    value ? [{ button: { index, type, text }, value: values[index] ?? "" }] : [],
  );
  return {
    name,
    language,
    parameters: { ...parameters, buttons: sent.map((one) => one.value) },
    names: { header: head, body },
    headerFormat: header?.format ?? null,
    buttons: sent.map(({ button }) => button),
  };
}
