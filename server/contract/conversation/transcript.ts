import { z } from "zod";
import { LOCALES } from "@/server/contract/_shared/locale";
import { contactEmail } from "@/server/contract/contact/inputs";

/** `locale`: of the mail's own words. */
export const sendTranscriptInput = z.object({ email: contactEmail, locale: z.enum(LOCALES).optional() });
export type SendTranscriptInput = { email: string; locale?: (typeof LOCALES)[number] | undefined };

/** A transcript that is on its way. */
export const transcriptDto = z.object({ email: z.string() });
