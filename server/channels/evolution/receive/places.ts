import { createEvolutionApi } from "@/server/channels/evolution/server/evolution-api";
import { readGroupName } from "@/server/channels/evolution/server/instance";
import type { Group } from "@/server/channels/groups";
import { name } from "@/server/contract/_shared/fields";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { EvolutionInbox } from "./evolution-inbox";

/** Somebody's message waits for it. */
const NAME_MS = 5_000;

/** A group of an inbox, whose name its instance knows. */
export const groupOf = ({ settings }: EvolutionInbox, sourceId: string): Group => ({
  sourceId,
  async readName() {
    const api = createEvolutionApi({ totalMs: NAME_MS });
    try {
      const read = name(NAME_CHARS_MAX).safeParse(
        (await readGroupName(api, settings, sourceId))?.toWellFormed(),
      );
      return read.success ? read.data : "WhatsApp group";
    } finally {
      api.close();
    }
  },
});
