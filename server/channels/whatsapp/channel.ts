import { defineChannel } from "@/server/channels/manifest";
import { checkWhatsapp } from "./check";
import { openNumbers } from "./number/follow-numbers";
import { fetchByReference } from "./receive/fetch-media";
import { openWhatsappSender } from "./send/sender";
import { whatsappSettings } from "./settings";
import { listTemplates } from "./templates/list-templates";
import { whatsappRoutes } from "./webhook/routes";

export const whatsappChannel = defineChannel({
  kind: "whatsapp",
  settings: whatsappSettings,
  check: checkWhatsapp,
  listTemplates: ({ settings }) => listTemplates(settings),
  routes: whatsappRoutes,
  openSender: openWhatsappSender,
  fetchFile: fetchByReference,
  open: openNumbers,
});
