import { defineChannel } from "@/server/channels/manifest";
import { checkEvolution } from "./check";
import { openInstances } from "./follow/lease-instances";
import { pairEvolution } from "./pair";
import { fetchByReference } from "./receive/fetch-media";
import { openEvolutionSender } from "./send/sender";
import { evolutionSettings } from "./settings";
import { evolutionRoutes } from "./webhook/routes";

export const evolutionChannel = defineChannel({
  kind: "evolution",
  settings: evolutionSettings,
  check: checkEvolution,
  pair: pairEvolution,
  routes: evolutionRoutes,
  openSender: openEvolutionSender,
  fetchFile: fetchByReference,
  open: openInstances,
});
