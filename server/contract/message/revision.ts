import { z } from "zod";
import { instant } from "@/server/contract/_shared/dto";

/** What a message said until it was changed. */
export const revisionDto = z.object({ content: z.string(), until: instant });
export type RevisionDto = z.infer<typeof revisionDto>;
