import { createRequire } from "node:module";
import PostalMime, { type Email } from "postal-mime";
import { runInThread } from "@/server/lib/async/run-in-thread";
import { createSemaphore } from "@/server/lib/async/semaphore";
import { shared } from "@/server/lib/shared";
import { HTML_TEXT_OPTIONS } from "./html-text";
import type { MailRefusal } from "./mail";

const NESTING_MAX = 50;
export const HEADER_BYTES_MAX = 2 * 1_024 * 1_024;
const OPTIONS = {
  forceRfc822Attachments: true,
  maxNestingDepth: NESTING_MAX,
  maxHeadersSize: HEADER_BYTES_MAX,
};

/** A mail of so many bytes is parsed within a quarter of a second, whatever is in it. */
const PARSED_HERE_BYTES_MAX = 64 * 1_024;
const THREADS_MAX = 2;
const LIMITS = { withinMs: 60_000, memoryMb: 1_536 };

const threads = () => shared("threads that parse mails", () => createSemaphore(THREADS_MAX));

export type ParsedMail = { email: Email } | { refused: MailRefusal };

/**
 * Parses a mail. A larger one in a thread: a million lines, or tags in tags, take the libraries up to minutes. There a mail
 * without a text gets that of its HTML.
 */
export async function parseMail(bytes: Uint8Array, limits = LIMITS): Promise<ParsedMail> {
  const result =
    bytes.length <= PARSED_HERE_BYTES_MAX
      ? await parseHere(bytes)
      : await threads()(() => runInThread(PROGRAM, { bytes, ...MODULES, ...SETTINGS }, limits));
  if ("ended" in result)
    return {
      refused: {
        code: "mail.too_costly",
        message: `The mail takes more ${result.ended} to read than a mail may.`,
      },
    };
  if ("error" in result) return { refused: parserRefusal(result.error) };
  const email = result.answer as Email;
  if (email.headers.length > 0) return { email };
  return { refused: { code: "mail.unreadable", message: "The mail has no header." } };
}

async function parseHere(bytes: Uint8Array): Promise<{ answer: Email } | { error: string }> {
  try {
    return { answer: await PostalMime.parse(bytes, OPTIONS) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

const { resolve } = createRequire(import.meta.url);
const MODULES = { parser: resolve("postal-mime"), converter: resolve("html-to-text") };
const SETTINGS = { parsing: OPTIONS, converting: HTML_TEXT_OPTIONS, tagsMax: 50_000 };

/** HTML is cut after so many tags: the time of tags in tags grows with their square. */
const PROGRAM = `async ({ bytes, parser, converter, parsing, converting, tagsMax }, load) => {
  const { default: PostalMime } = await load(parser);
  const email = await (PostalMime.default ?? PostalMime).parse(bytes, parsing);
  if (email.text?.trim() || !email.html) return email;
  const { convert } = await load(converter);
  let end = -1;
  for (let tags = 0; tags <= tagsMax && (tags === 0 || end >= 0); tags++) end = email.html.indexOf("<", end + 1);
  return { ...email, text: convert(end < 0 ? email.html : email.html.slice(0, end), converting) };
}`;

function parserRefusal(message: string): MailRefusal {
  if (message.startsWith("Maximum MIME nesting"))
    return { code: "mail.too_deep", message: `Parts of the mail are nested deeper than ${NESTING_MAX}.` };
  if (message.startsWith("Maximum header size"))
    return {
      code: "mail.headers_too_large",
      message: `The headers of the mail have more than ${HEADER_BYTES_MAX} bytes.`,
    };
  return { code: "mail.unreadable", message: `The mail cannot be parsed: ${message}` };
}
