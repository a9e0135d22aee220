import { z } from "zod";
import { text } from "@/server/contract/_shared/fields";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { SystemContent } from "@/server/contract/_shared/system-content";
import { fillTemplate, type Notice } from "@/server/domain/message/system-message";

const PARAMETERS_MAX = 50;
const PARAMETER_CHARS_MAX = 1_000;
const TRANSLATIONS_MAX = 20;

/** A language tag (BCP 47), such as `zh` or `pt-BR`. */
const language = z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, "is not a language tag");

const parameters = z
  .record(z.string().regex(/^[\w.-]{1,60}$/), z.union([z.number(), text(0, PARAMETER_CHARS_MAX)]))
  .refine((all) => Object.keys(all).length <= PARAMETERS_MAX, `has more than ${PARAMETERS_MAX} entries`);

const translations = z
  .record(language, text(1, CONTENT_CHARS_MAX))
  .refine((all) => Object.keys(all).length <= TRANSLATIONS_MAX, `has more than ${TRANSLATIONS_MAX} entries`);

/** A system message of a caller: a template, its translations and parameters. */
export const systemMessageInput = z.object({
  template: text(1, CONTENT_CHARS_MAX),
  translations: translations.default({}),
  parameters: parameters.default({}),
});

const NOTICE_TEXTS: Readonly<Record<"en" | "zh", Readonly<Record<Notice, string>>>> = {
  en: {
    "group.created": "{creator} created the group “{group}” with {members}.",
    "member.joined": "{actor} added {members}.",
    "member.left": "{members} left.",
    "member.removed": "{actor} removed {members}.",
    "conversation.assigned": "{assignee} is taking care of this conversation.",
    "conversation.resolved": "{actor} marked this conversation as resolved.",
    "conversation.reopened": "{actor} reopened this conversation.",
  },
  zh: {
    "group.created": "{creator} 创建了群聊“{group}”，成员：{members}。",
    "member.joined": "{actor} 邀请 {members} 加入群聊。",
    "member.left": "{members} 已退出群聊。",
    "member.removed": "{actor} 已将 {members} 移出群聊。",
    "conversation.assigned": "{assignee} 正在为您服务。",
    "conversation.resolved": "{actor} 已将此会话标记为已解决。",
    "conversation.reopened": "{actor} 重新打开了此会话。",
  },
};

/** The text of a system message in a reader's language: the exact tag first, then its language, then the template. */
export function renderSystemContent(
  { notice, template, translations: all, parameters: given }: SystemContent,
  locale: string,
): string {
  const [base = locale] = locale.split("-");
  if (notice !== null) return fillTemplate(NOTICE_TEXTS[base === "zh" ? "zh" : "en"][notice], given);
  const key = [locale, base].find((tag) => Object.hasOwn(all, tag));
  return fillTemplate((key === undefined ? template : all[key]) ?? "", given);
}
