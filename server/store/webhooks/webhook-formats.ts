import type { EndpointFormat } from "@/server/contract/webhook/endpoint";
import { OWN_FORMATS } from "@/server/contract/webhook/native-formats";
import type { WebhookFormat } from "@/server/contract/webhook/webhook-format";
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

/** How an endpoint's events are written: our own formats and those of the dialects that this process knows. */
export const webhookFormats = (): ReadonlyMap<EndpointFormat, WebhookFormat> => known();
