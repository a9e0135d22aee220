import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { OWN_FORMATS, type WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { shared } from "@/server/lib/shared";

const known = () =>
  shared(
    "webhook-formats",
    () => new Map<EndpointFormat, WebhookFormat>(OWN_FORMATS.map((format) => [format.name, format])),
  );

/** Called by the composition root with the dialects' formats. */
export function provideWebhookFormats(formats: readonly WebhookFormat[]): void {
  for (const format of formats) known().set(format.name, format);
}

/** The formats of events: Tickline's own and those of the dialects in this process. */
export const webhookFormats = (): ReadonlyMap<EndpointFormat, WebhookFormat> => known();
