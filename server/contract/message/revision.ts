import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";

/** A message's text before a change. */
export const revisionDto = z.object({ content: z.string(), until: instant });
export type RevisionDto = z.infer<typeof revisionDto>;
